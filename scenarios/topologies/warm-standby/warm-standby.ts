import { z } from 'zod'
import { outsiders } from '../../../runner/network/shapes.ts'
import { windowSeconds } from '../../claims/archive-timeout.ts'
import { topology, type Layout } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { ARCHIVE } from '../../services/archive/archive.ts'
import { servers, WarmStandby } from './cluster.ts'
import { matrix } from './matrix.ts'

const options = z.object({
  archiveTimeout: z.coerce
    .number()
    .int()
    .min(1)
    .max(3600)
    .default(2)
    .describe('seconds after which a segment is shipped that is not full (archive_timeout)'),
  segment: z
    .enum(['1', '2', '4', '8', '16', '32', '64'])
    .default('1')
    .describe('megabytes of a segment of WAL: 1, 2, 4, … 64'),
})

export const warmStandby = topology({
  name: 'warm-standby',
  about:
    'finished WAL segments shipped to an archive, and a standby that replays them and answers no queries',
  options,
  label: ({ archiveTimeout, segment }) => `every ${archiveTimeout} s or ${segment} MB`,
  layout: ({ archiveTimeout }) => ({
    ...layout,
    // A fault comes after a quarter of it, when there must be writes old enough to break the bound.
    loadSeconds: 4 * (windowSeconds({ archiveTimeout }) + 1),
  }),
  // There is one copy to read, and nothing to compare it with.
  checkers: (workload) => workload.checkers().filter(({ name }) => name !== 'divergence'),
  claims: claimsOf,
  matrix,
  start: WarmStandby.start,
})

/** No server reaches the other: what is written goes by way of the archive. */
const layout: Layout = {
  nodes: [
    ...servers.map((name, i) => ({ name, role: i === 0 ? 'primary' : 'standby' })),
    { name: ARCHIVE, role: ARCHIVE, ports: ['wal'] },
  ],
  links: servers.flatMap((name) => [
    ...outsiders.map((from) => ({ from, to: name, group: from })),
    { from: name, to: ARCHIVE, group: ARCHIVE },
  ]),
  needs: ['kill', 'exec'],
}
