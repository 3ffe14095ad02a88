import { holds, inColumn } from '../../matrix/cell.ts'

const passesAfterTakeover = (check: string) =>
  ({ check, verdict: 'pass', after: 'shared-disk-failover-is-rapid-and-loses-nothing' }) as const

/** The manual's column "Shared Disk". */
export const matrix = inColumn('SD', [
  {
    row: 'No special hardware required',
    says: 'a standby has nothing but the disk: it starts what the primary left there',
    words: { faults: ['kill-primary'] },
    decidedBy: holds('standby-starts-the-database-as-after-a-crash'),
  },
  {
    row: 'Allows multiple primary servers',
    says: 'two servers at one disk lose what was acknowledged',
    words: { fenceBy: 'none', faults: ['cut-operator'] },
    decidedBy: {
      claim: 'shared-disk-failover-is-rapid-and-loses-nothing',
      verdict: 'violated',
    },
  },
  {
    row: 'Allows multiple primary servers',
    says: 'a second server is refused by the lease of the first',
    words: { fenceBy: 'lease', faults: ['cut-operator'] },
    decidedBy: holds('standby-never-accesses-the-disk-of-a-running-primary'),
  },
  {
    row: 'Allows multiple primary servers',
    says: 'two servers on a file system that is mounted twice lose what was acknowledged',
    words: { storage: 'device', fenceBy: 'none', faults: ['cut-operator'] },
    decidedBy: {
      claim: 'shared-disk-failover-is-rapid-and-loses-nothing',
      verdict: 'violated',
    },
  },
  {
    row: 'No overhead on primary',
    says: 'a write takes no longer with a standby than without',
    words: { faults: ['kill-standby'] },
    decidedBy: holds('shared-disk-avoids-synchronization-overhead'),
  },
  {
    row: 'No waiting for multiple servers',
    says: 'writes go on as they were while the standby is down',
    words: { faults: ['kill-standby'] },
    decidedBy: holds('shared-disk-avoids-synchronization-overhead'),
  },
  {
    row: 'Primary failure will never lose data',
    says: 'a takeover loses nothing that was acknowledged',
    words: { faults: ['kill-primary'] },
    decidedBy: holds('shared-disk-failover-is-rapid-and-loses-nothing'),
  },
  {
    row: 'Primary failure will never lose data',
    says: 'a takeover of a disk that is mounted at one node after the other loses nothing',
    words: { storage: 'device', faults: ['kill-primary'] },
    decidedBy: holds('shared-disk-failover-is-rapid-and-loses-nothing'),
  },
  {
    row: 'Primary failure will never lose data',
    says: 'a power cut of the storage loses nothing that was acknowledged',
    words: { storage: 'device', faults: ['kill-storage'] },
    decidedBy: holds('committed-is-safe-from-power-loss'),
  },
  {
    row: 'Replicas accept read-only queries',
    says: 'nothing answers on the node that stands by',
    words: { faults: ['kill-primary'] },
    decidedBy: holds('standby-answers-nobody'),
  },
  {
    row: 'Per-table granularity',
    says: 'every table is there after a takeover, though none was named',
    words: { workload: 'bank', faults: ['kill-primary'] },
    decidedBy: passesAfterTakeover('bank'),
  },
  {
    row: 'No conflict resolution necessary',
    says: 'rows that many change are as they were left by the latest, for there is one copy of each',
    words: { workload: 'bank', faults: ['kill-primary'] },
    decidedBy: passesAfterTakeover('durability'),
  },
])
