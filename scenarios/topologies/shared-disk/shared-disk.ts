import { outsiders } from '../../../runner/network/shapes.ts'
import { defaultPolicy } from '../../../runner/operator.ts'
import { topology, type Layout } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { SharedDisk } from './cluster.ts'
import { matrix } from './matrix.ts'
import { DISK } from './fencing.ts'
import { options, servers, type SharedDiskOptions } from './options.ts'

export const sharedDisk = topology({
  name: 'shared-disk',
  about: 'one data directory on a disk that two nodes can have, and a server of it on one of them',
  options,
  label: ({ fenceBy }) => (fenceBy === 'none' ? 'no fencing' : `fenced by ${fenceBy}`),
  layout: layoutOf,
  // There is one copy to read, and nothing to compare it with.
  checkers: (workload) => workload.checkers().filter(({ name }) => name !== 'divergence'),
  claims: (_given, workload) => claimsOf(workload),
  matrix,
  start: SharedDisk.start,
})

/** No server reaches the other: what they have in common is the disk. */
function layoutOf({ fenceBy, patience: failures }: SharedDiskOptions): Layout {
  return {
    nodes: servers.map((name, i) => ({
      name,
      role: i === 0 ? 'primary' : 'standby',
      sharedDisks: [DISK],
    })),
    links: servers.flatMap((to) => outsiders.map((from) => ({ from, to, group: from }))),
    needs: ['kill', 'exec', ...(fenceBy === 'kill' ? [] : (['shared-disks'] as const))],
    operator: { ...defaultPolicy, failures, fence: fenceBy === 'kill' ? 'yes' : 'no' },
    cold: true,
  }
}
