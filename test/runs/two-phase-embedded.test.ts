import { halfDoneCommits } from './two-phase.ts'

halfDoneCommits('embedded')
