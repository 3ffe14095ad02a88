import { switchovers } from './switchover.ts'

switchovers('embedded', false)
