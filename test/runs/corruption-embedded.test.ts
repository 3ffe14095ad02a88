import { corruptions } from './corruption.ts'

corruptions('embedded', false)
