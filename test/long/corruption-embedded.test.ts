import { corruptions } from '../runs/corruption.ts'

corruptions('embedded', false)
