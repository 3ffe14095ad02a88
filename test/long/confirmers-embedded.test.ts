import { confirmers } from '../runs/confirmers.ts'

confirmers('embedded', false)
