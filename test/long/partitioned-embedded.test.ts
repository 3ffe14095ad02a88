import { partitions } from '../runs/partitioned.ts'

partitions('embedded', false)
