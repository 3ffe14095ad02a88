import { crashes } from '../runs/crash.ts'

crashes('embedded', false)
