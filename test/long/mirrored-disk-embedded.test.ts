import { mirroredDisks } from '../runs/mirrored-disk.ts'

mirroredDisks(
  'embedded',
  false,
  ['one-pass', 'control-last'],
  ['is no more made', 'lacks what it had'],
)
