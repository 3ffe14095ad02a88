import { halfDoneCommits } from '../runs/two-phase.ts'

halfDoneCommits('embedded')
