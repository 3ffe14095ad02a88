import { warmStandbys } from './warm-standby.ts'

warmStandbys('embedded', false, ['keeps every other segment', 'takes nothing'])
