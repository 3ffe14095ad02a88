import type { Workload } from '../runner/workload.ts'
import { archiving } from './faults/archiving.ts'
import { blackout } from './faults/blackout.ts'
import { bootstrap } from './faults/bootstrap.ts'
import { bulkLoad } from './faults/bulk-load.ts'
import { cancelCommit } from './faults/cancel-commit.ts'
import { checkpointStorm } from './faults/checkpoint-storm.ts'
import { clock } from './faults/clock.ts'
import { connectionStorm } from './faults/connection-storm.ts'
import { cpu } from './faults/cpu.ts'
import { crashInCommit } from './faults/crash-in-commit.ts'
import { crashLoop } from './faults/crash-loop.ts'
import { crash } from './faults/crash.ts'
import { damages } from './faults/damage/kinds.ts'
import { diskErrors } from './faults/devices/disk-errors.ts'
import { fillDisk } from './faults/devices/fill-disk.ts'
import { hangDisk } from './faults/devices/hang-disk.ts'
import { lyingFlush } from './faults/devices/lying-flush.ts'
import { powerCut } from './faults/devices/power-cut.ts'
import { rotBit } from './faults/devices/rot-bit.ts'
import { slowDisk } from './faults/devices/slow-disk.ts'
import { unreadableDisk } from './faults/devices/unreadable-disk.ts'
import { dropASlot } from './faults/drop-slot.ts'
import { endManager } from './faults/end-manager.ts'
import { flapping } from './faults/flapping.ts'
import { forgetUpstream } from './faults/forget-upstream.ts'
import { freezeClients } from './faults/freeze-clients.ts'
import { hangManager } from './faults/hang-manager.ts'
import { impatientRestart } from './faults/impatient-restart.ts'
import { interruptRewind } from './faults/interrupt-rewind.ts'
import { io } from './faults/io.ts'
import type { FaultKind } from './faults/kind.ts'
import { linkFaults } from './faults/link-faults.ts'
import { lockStorm } from './faults/lock-storm.ts'
import { longTransaction } from './faults/long-transaction.ts'
import { mistake } from './faults/mistake.ts'
import { nodeFaults } from './faults/node-faults.ts'
import { occupyRow } from './faults/occupy-row.ts'
import { oom } from './faults/oom.ts'
import { outages } from './faults/outages.ts'
import { partitions } from './faults/partitions.ts'
import { promote } from './faults/promote.ts'
import { resetStandbysWal } from './faults/reset-wal.ts'
import { restart } from './faults/restart.ts'
import { returnPrimary } from './faults/return-primary.ts'
import { segmentFaults } from './faults/segments.ts'
import { sever } from './faults/sever.ts'
import { slowReader } from './faults/slow-reader.ts'
import { smartStop } from './faults/smart-stop.ts'
import { strand } from './faults/strand.ts'
import { switchover } from './faults/switchover.ts'
import { deadSyncName, emptySyncNames } from './faults/sync-names.ts'
import type { RunOptions } from './run-options.ts'
import { broadcast } from './topologies/broadcast/broadcast.ts'
import { bidirectional } from './topologies/bidirectional/bidirectional.ts'
import { external } from './topologies/external/external.ts'
import { galera } from './topologies/galera/galera.ts'
import { hotStandby } from './topologies/hot-standby/hot-standby.ts'
import { logical } from './topologies/logical/logical.ts'
import { mirroredDisk } from './topologies/mirrored-disk/mirrored-disk.ts'
import { parallelQuery } from './topologies/parallel-query/parallel-query.ts'
import { partitioned } from './topologies/partitioned/partitioned.ts'
import { pgAutoFailover } from './topologies/pg-auto-failover/pg-auto-failover.ts'
import { patroni } from './topologies/patroni/patroni.ts'
import { pgpool } from './topologies/pgpool/pgpool.ts'
import { pointInTime } from './topologies/point-in-time/point-in-time.ts'
import { repmgr } from './topologies/repmgr/repmgr.ts'
import { sharedDisk } from './topologies/shared-disk/shared-disk.ts'
import { slony } from './topologies/slony/slony.ts'
import type { Topology } from './topologies/topology.ts'
import { twoPhase } from './topologies/two-phase/two-phase.ts'
import { warmStandby } from './topologies/warm-standby/warm-standby.ts'
import { bank } from './workloads/bank.ts'
import { draws } from './workloads/draws.ts'
import { functionCalls } from './workloads/functions.ts'
import { increments } from './workloads/increments.ts'
import { listAppend } from './workloads/list-append.ts'
import { longFork, longForkLocal } from './workloads/long-fork.ts'
import { computing, waiting, waitingLong } from './workloads/long-queries.ts'
import { register } from './workloads/register.ts'
import { removals } from './workloads/removals.ts'
import { reservations } from './workloads/reservations.ts'
import { set } from './workloads/set.ts'

/** Everything that can be named on the command line; a new plug-in is its file and one line here. */
export const topologies: readonly Topology[] = [
  hotStandby,
  warmStandby,
  mirroredDisk,
  logical,
  partitioned,
  parallelQuery,
  bidirectional,
  pointInTime,
  twoPhase,
  broadcast,
  pgpool,
  sharedDisk,
  slony,
  galera,
  external,
  pgAutoFailover,
  patroni,
  repmgr,
]

export const faults: readonly FaultKind[] = [
  // Processes.
  ...nodeFaults,
  crash,
  crashLoop,
  crashInCommit,
  oom,
  restart,
  hangManager,
  endManager,
  blackout,
  // Operators, planned or by mistake.
  switchover,
  mistake,
  promote,
  outages,
  bootstrap,
  impatientRestart,
  returnPrimary,
  interruptRewind,
  smartStop,
  dropASlot,
  occupyRow,
  forgetUpstream,
  deadSyncName,
  emptySyncNames,
  resetStandbysWal,
  clock,
  // The network.
  ...partitions,
  flapping,
  strand,
  ...linkFaults,
  // Clients.
  sever,
  cancelCommit,
  freezeClients,
  connectionStorm,
  slowReader,
  // Archives.
  ...segmentFaults,
  ...archiving,
  // Disks.
  ...damages,
  powerCut,
  lyingFlush,
  fillDisk,
  diskErrors,
  unreadableDisk,
  rotBit,
  hangDisk,
  slowDisk,
  // Load.
  cpu,
  io,
  longTransaction,
  lockStorm,
  checkpointStorm,
  bulkLoad,
]

export const workloads: Record<string, (options: RunOptions) => Workload> = {
  set: () => set,
  register: () => register,
  increments: () => increments,
  reservations: () => reservations,
  removals: () => removals,
  draws: () => draws,
  functions: () => functionCalls,
  'list-append': ({ isolation }) => listAppend(isolation),
  bank: ({ isolation }) => bank(isolation),
  'long-fork': ({ isolation }) => longFork(isolation),
  'long-fork-local': ({ isolation }) => longForkLocal(isolation),
  waiting: () => waiting,
  'waiting-long': () => waitingLong,
  computing: () => computing,
}
