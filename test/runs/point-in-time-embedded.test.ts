import { everyCase, pointsInTime } from './point-in-time.ts'

pointsInTime('embedded', false, everyCase)
