import { operators } from '../runs/operators.ts'

operators('embedded', false)
