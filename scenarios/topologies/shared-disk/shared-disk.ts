import { DISK_API_PORT, DISK_PORT } from '../../../runner/disk/disk-on-node.ts'
import { outsiders } from '../../../runner/network/shapes.ts'
import { defaultPolicy } from '../../../runner/operator.ts'
import type { Capability } from '../../../runner/runtimes/runtime.ts'
import { topology, type Layout, type LayoutNode } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { SharedDisk } from './cluster.ts'
import { matrix } from './matrix.ts'
import { STORAGE } from './device.ts'
import { DISK, type Fencing } from './fencing.ts'
import { labelOf, options, servers, type SharedDiskOptions } from './options.ts'

export const sharedDisk = topology({
  name: 'shared-disk',
  about: 'one data directory on a disk that two nodes can have, and a server of it on one of them',
  options,
  label: labelOf,
  layout: layoutOf,
  // There is one copy to read, and nothing to compare it with.
  checkers: (workload) => workload.checkers().filter(({ name }) => name !== 'divergence'),
  claims: (_given, workload) => claimsOf(workload),
  matrix,
  start: SharedDisk.start,
})

const storageNode: LayoutNode = {
  name: STORAGE,
  role: STORAGE,
  ports: [DISK_PORT, DISK_API_PORT],
  device: 'shared',
}

/** No server reaches the other: what they have in common is the disk. */
function layoutOf({ fenceBy, storage, patience: failures }: SharedDiskOptions): Layout {
  const isDevice = storage === 'device'
  return {
    nodes: [
      ...servers.map((name, i) => ({
        name,
        role: i === 0 ? 'primary' : 'standby',
        ...(isDevice ? { device: 'shared' as const } : { sharedDisks: [DISK] }),
      })),
      ...(isDevice ? [storageNode] : []),
    ],
    links: servers.flatMap((name) => [
      ...outsiders.map((from) => ({ from, to: name, group: from })),
      ...(isDevice ? [{ from: name, to: STORAGE, group: STORAGE }] : []),
    ]),
    needs: ['kill', 'exec', ...needsOf(fenceBy, isDevice)],
    operator: { ...defaultPolicy, failures, fence: fenceBy === 'kill' ? 'yes' : 'no' },
    cold: true,
  }
}

function needsOf(fenceBy: Fencing, isDevice: boolean): Capability[] {
  if (isDevice) return ['node', 'disks']
  return fenceBy === 'kill' ? [] : ['shared-disks']
}
