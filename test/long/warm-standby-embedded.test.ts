import { warmStandbys } from '../runs/warm-standby.ts'

warmStandbys('embedded', false, ['keeps every other segment', 'takes nothing'])
