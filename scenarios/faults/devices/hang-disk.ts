import { z } from 'zod'
import { faultKind } from '../kind.ts'
import { haveDevices, only } from './disks.ts'
import { changing, injected } from './injected.ts'

/** What looks alive to whoever only asks: questions are answered from memory, and no commit comes to an end. */
export const hangDisk = faultKind({
  verb: 'hang-disk',
  about:
    'a node’s disk answers no write and no flush any more, and carries them out once that is over',
  target: 'node',
  settings: z.strictObject({}),
  only,
  reaches: haveDevices,
  make: (target) => ({
    needs: ['disks'],
    inject: (context) => injected(context, target, { kind: 'hang', on: changing }),
  }),
})
