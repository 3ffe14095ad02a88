import { mirroredDisks } from '../runs/mirrored-disk.ts'

mirroredDisks(
  'embedded',
  false,
  // The evidence has the other.
  ['one-pass'],
  ['is no more made', 'lacks what it had'],
)
