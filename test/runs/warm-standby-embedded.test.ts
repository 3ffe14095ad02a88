import { warmStandbys } from './warm-standby.ts'

warmStandbys('embedded', false, [
  'keeps nothing of what it takes',
  'keeps every other segment',
  'takes nothing',
])
