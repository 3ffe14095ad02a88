import { parallelQueries } from '../runs/parallel-query.ts'

parallelQueries('embedded', false)
