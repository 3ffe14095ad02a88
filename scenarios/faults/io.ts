import { z } from 'zod'
import { faultKind } from './kind.ts'
import { limited } from './limited.ts'

/** A neighbour on the same disk, or a volume that was bought too small. */
export const io = faultKind({
  verb: 'io',
  about: 'a node’s disk reads and writes so many kilobytes a second, for all that runs on it',
  target: 'node',
  settings: z.strictObject({
    kilobytes: z.coerce.number().int().min(10).max(1_000_000).default(500),
  }),
  reaches: (_, { foreign }) => !foreign,
  make: (target, { kilobytes }) => ({
    needs: ['io-limit'],
    inject: (context) => limited(context, target, 'disk', (node) => node.limitIo?.(kilobytes)),
  }),
})
