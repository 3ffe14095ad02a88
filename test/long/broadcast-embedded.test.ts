import { broadcastClaims, calledOnEach, halfBroadcast } from '../runs/broadcast.ts'

calledOnEach('embedded')
halfBroadcast('embedded')
broadcastClaims('embedded')
