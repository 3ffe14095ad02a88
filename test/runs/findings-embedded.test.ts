import { findings } from './findings.ts'

findings('embedded', false)
