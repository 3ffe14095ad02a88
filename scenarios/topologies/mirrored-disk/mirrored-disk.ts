import { DISK_API_PORT, DISK_PORT } from '../../../runner/disk/disk-on-node.ts'
import { outsiders } from '../../../runner/network/shapes.ts'
import type { Cluster } from '../../../runner/topology.ts'
import { MIRROR } from '../../services/mirror/mirror.ts'
import { defaultPolicy } from '../../../runner/operator.ts'
import { topology, type Layout } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { MirroredDisk } from './cluster.ts'
import { windowSeconds } from './keeps-up.ts'
import { matrix } from './matrix.ts'
import { MirroredDevice } from './mirrored-device.ts'
import { isCopied, options, servers, spreadSeconds, type MirroredDiskOptions } from './options.ts'

export const mirroredDisk = topology({
  name: 'mirrored-disk',
  about:
    'a primary whose file system is copied to a standby’s machine, where no server runs before',
  options,
  label: labelOf,
  layout: (given) => ({
    ...layoutOf(given),
    // A fault comes after a quarter of it, when there must be writes old enough to break the bound, or a whole live copy.
    ...(isCopied(given) && {
      loadSeconds: 4 * (windowSeconds(given.interval) + 1 + spreadSeconds(given)),
    }),
  }),
  // There is one copy to read, and nothing to compare it with.
  checkers: (workload) => workload.checkers().filter(({ name }) => name !== 'divergence'),
  claims: claimsOf,
  matrix,
  start: (site, given): Promise<Cluster> =>
    isCopied(given) ? MirroredDisk.start(site, given) : MirroredDevice.start(site, given),
})

function labelOf({ mirror, interval, withoutMirror, fsync }: MirroredDiskOptions): string {
  const how = mirror === 'device' ? 'device' : `${mirror} every ${interval} s`
  const more = [withoutMirror === 'stop' && 'stops without it', fsync === 'off' && 'no fsync']
  return [how, ...more.filter((each) => each !== false)].join(', ')
}

/** The old primary becomes the standby in its turn. */
function layoutOf(given: MirroredDiskOptions): Layout {
  const isDevice = !isCopied(given)
  const port = isDevice ? DISK_PORT : MIRROR
  return {
    nodes: servers.map((name, i) => ({
      name,
      role: i === 0 ? 'primary' : 'standby',
      ports: ['sql', port, ...(isDevice ? [DISK_API_PORT] : [])],
      ...(isDevice && { device: 'shared' as const }),
    })),
    links: servers.flatMap((to) => [
      ...outsiders.map((from) => ({ from, to, group: from })),
      ...servers
        .filter((from) => from !== to)
        .map((from) => ({ from, to, port, group: 'replication' })),
    ]),
    operator: { ...defaultPolicy, failures: given.patience },
    needs: ['kill', 'exec', 'node', ...(isDevice ? (['disks'] as const) : [])],
    cold: true,
  }
}
