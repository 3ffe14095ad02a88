import { switchovers } from '../runs/switchover.ts'

switchovers('embedded', false)
