import { z } from 'zod'
import { outsiders } from '../../../runner/network/shapes.ts'
import { topology, type Layout } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { ARCHIVE, servers, WarmStandby } from './cluster.ts'

/** What `initdb` takes up to where a machine for tests should be spared. */
const segmentSizes = ['1', '2', '4', '8', '16', '32', '64'] as const

const options = z.object({
  archiveTimeout: z.coerce
    .number()
    .int()
    .min(1)
    .max(3600)
    .default(2)
    .describe('seconds after which a segment is shipped that is not full (archive_timeout)'),
  segment: z.enum(segmentSizes).default('1').describe('megabytes of a segment: 1, 2, 4, … 64'),
})

export const warmStandby = topology({
  name: 'warm-standby',
  about:
    'finished WAL segments shipped to an archive, and a standby that replays them and answers no queries',
  options,
  label: ({ archiveTimeout, segment }) => `every ${archiveTimeout} s or ${segment} MB`,
  layout: () => layout,
  claims: ({ archiveTimeout, segment }, workload) =>
    claimsOf({ archiveTimeout, segmentBytes: bytesOf(segment) }, workload),
  start: (site, { archiveTimeout, segment }) =>
    WarmStandby.start(site, { archiveTimeout, segmentBytes: bytesOf(segment) }),
})

/** No server reaches the other: what is written goes by way of the archive. */
const layout: Layout = {
  machines: [
    ...servers.map((name, i) => ({ name, role: i === 0 ? 'primary' : 'standby' })),
    { name: ARCHIVE, role: ARCHIVE, ports: ['wal'] },
  ],
  links: servers.flatMap((name) => [
    ...outsiders.map((from) => ({ from, to: name, group: from })),
    { from: name, to: ARCHIVE, group: ARCHIVE },
  ]),
  needs: ['kill', 'exec'],
}

function bytesOf(megabytes: string): number {
  return Number(megabytes) * 2 ** 20
}
