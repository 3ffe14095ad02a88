import { z } from 'zod'
import { faultKind } from './kind.ts'
import { limited } from './limited.ts'

/** A neighbour that takes what there is, or a machine that was chosen too small. */
export const cpu = faultKind({
  verb: 'cpu',
  about: 'a node gets so many percent of one processor, for all that runs on it',
  target: 'node',
  settings: z.strictObject({ percent: z.coerce.number().int().min(1).max(100).default(10) }),
  reaches: (_, { foreign }) => !foreign,
  make: (target, { percent }) => ({
    needs: ['cpu-limit'],
    inject: (context) => limited(context, target, 'processor', (node) => node.limitCpu?.(percent)),
  }),
})
