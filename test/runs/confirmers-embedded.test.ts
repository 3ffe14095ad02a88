import { confirmers } from './confirmers.ts'

confirmers('embedded', false)
