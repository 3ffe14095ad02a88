import { operators } from './operators.ts'

operators('embedded', false)
