import { outsiders } from '../../../runner/network/shapes.ts'
import { MIRROR } from '../../services/mirror/mirror.ts'
import { topology, type Layout } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { MirroredDisk } from './cluster.ts'
import { windowSeconds } from './keeps-up.ts'
import { matrix } from './matrix.ts'
import { options, servers, spreadSeconds } from './options.ts'

export const mirroredDisk = topology({
  name: 'mirrored-disk',
  about:
    'a primary whose file system is copied to a standby’s machine, where no server runs before',
  options,
  label: ({ mirror, interval }) => `${mirror} every ${interval} s`,
  layout: (given) => ({
    ...layout,
    // A fault comes after a quarter of it, when there must be writes old enough to break the bound, or a whole live copy.
    loadSeconds: 4 * (windowSeconds(given.interval) + 1 + spreadSeconds(given)),
  }),
  // There is one copy to read, and nothing to compare it with.
  checkers: (workload) => workload.checkers().filter(({ name }) => name !== 'divergence'),
  claims: claimsOf,
  matrix,
  start: MirroredDisk.start,
})

/** The old primary becomes the standby in its turn. */
const layout: Layout = {
  nodes: servers.map((name, i) => ({
    name,
    role: i === 0 ? 'primary' : 'standby',
    ports: ['sql', MIRROR],
  })),
  links: servers.flatMap((to) => [
    ...outsiders.map((from) => ({ from, to, group: from })),
    ...servers
      .filter((from) => from !== to)
      .map((from) => ({ from, to, port: MIRROR, group: 'replication' })),
  ]),
  needs: ['kill', 'exec', 'node'],
  cold: true,
}
