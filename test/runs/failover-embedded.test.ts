import { failovers } from './failover.ts'

failovers('embedded', false)
