import { keepsItsSecrets } from './strangers.ts'

keepsItsSecrets('embedded', false)
