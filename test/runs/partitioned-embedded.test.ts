import { partitions } from './partitioned.ts'

partitions('embedded', false)
