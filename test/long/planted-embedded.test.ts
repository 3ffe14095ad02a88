import { plantedDefects } from '../runs/planted-defects.ts'

plantedDefects('embedded', false, [
  ['synchronous names emptied', 'partition-primary'],
  ['commits made local', 'pause-primary'],
  ['five rows deleted before the failover', 'kill-primary'],
  ['five rows deleted after the failover', 'partition-primary'],
  ['ghost row', 'kill-primary'],
  ['foreign register value', 'pause-primary'],
  ['money out of nothing', 'kill-primary'],
])
