import { absences, conflicts } from '../runs/bidirectional.ts'

conflicts('embedded', false)
absences('embedded', false)
