import { crashes } from './crash.ts'

crashes('embedded', false)
