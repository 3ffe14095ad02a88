import { findings } from '../runs/findings.ts'

findings('embedded', false)
