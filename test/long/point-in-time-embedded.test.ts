import { pointsInTime } from '../runs/point-in-time.ts'

// What a target of each kind recovers is part of the evidence.
pointsInTime('embedded', false, {
  sound: ['time, twice', 'time a second before', 'lsn of a drop'],
  unsound: ['target inclusive', 'no target', 'target too early'],
  outOfReach: ['before the base backup', 'after the end of the archive'],
})
