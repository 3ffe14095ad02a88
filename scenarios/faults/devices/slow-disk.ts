import { z } from 'zod'
import { faultKind } from '../kind.ts'
import { haveDevices, only } from './disks.ts'
import { changing, injected } from './injected.ts'

/** A disk that is about to die, or whose cache lost its battery. */
export const slowDisk = faultKind({
  verb: 'slow-disk',
  about: 'each write and each flush of a node’s disk takes `ms` ms longer',
  target: 'node',
  settings: z.strictObject({ ms: z.coerce.number().int().min(1).max(10_000).default(20) }),
  only,
  reaches: haveDevices,
  make: (target, { ms }) => ({
    needs: ['disks'],
    inject: (context) => injected(context, target, { kind: 'delay', on: changing, ms }),
  }),
})
