import { archiveGap } from './archive-gap.ts'
import { archiveHole } from './archive-hole.ts'
import { asyncLoss } from './async-loss.ts'
import { cancelledCommit } from './cancelled-commit.ts'
import { cascadeAhead } from './cascade-ahead.ts'
import { earlyRewind } from './early-rewind.ts'
import type { Finding } from './finding.ts'
import { galeraDivergedBootstrap } from './galera-diverged-bootstrap.ts'
import { galeraLostUpdates } from './galera-lost-updates.ts'
import { galeraQuickCrash } from './galera-quick-crash.ts'
import { galeraStaleReads } from './galera-stale-reads.ts'
import { galeraWrongBootstrap } from './galera-wrong-bootstrap.ts'
import { halfCommittedShards } from './half-committed-shards.ts'
import { hastyRestart } from './hasty-restart.ts'
import { interruptedRewind } from './interrupted-rewind.ts'
import { isolatedPrimary } from './isolated-primary.ts'
import { longFork } from './long-fork.ts'
import { oldTimeline } from './old-timeline.ts'
import { patroniHung } from './patroni-hung.ts'
import { patroniReadThenLost } from './patroni-read-then-lost.ts'
import { patroniReturnedLeader } from './patroni-returned-leader.ts'
import { pgpoolReturnedPrimary } from './pgpool-returned-primary.ts'
import { repmgrKeptStandby } from './repmgr-kept-standby.ts'
import { repmgrSeenPrimary } from './repmgr-seen-primary.ts'
import { repmgrStartedPrimary } from './repmgr-started-primary.ts'
import { repmgrThawedPrimary } from './repmgr-thawed-primary.ts'
import { silentReceiver } from './silent-receiver.ts'
import { skippedTransaction } from './skipped-transaction.ts'
import { staleReplica } from './stale-replica.ts'
import { stalledStandby } from './stalled-standby.ts'
import { stuckElection } from './stuck-election.ts'
import { subscriberAhead } from './subscriber-ahead.ts'

/** Every finding that can be made on the topologies that there are. */
export const findings: readonly Finding[] = [
  longFork,
  asyncLoss,
  cancelledCommit,
  isolatedPrimary,
  hastyRestart,
  staleReplica,
  archiveGap,
  archiveHole,
  silentReceiver,
  cascadeAhead,
  earlyRewind,
  interruptedRewind,
  subscriberAhead,
  skippedTransaction,
  galeraStaleReads,
  galeraLostUpdates,
  galeraQuickCrash,
  galeraWrongBootstrap,
  galeraDivergedBootstrap,
  pgpoolReturnedPrimary,
  stalledStandby,
  halfCommittedShards,
  stuckElection,
  oldTimeline,
  patroniReturnedLeader,
  patroniHung,
  patroniReadThenLost,
  repmgrThawedPrimary,
  repmgrKeptStandby,
  repmgrStartedPrimary,
  repmgrSeenPrimary,
]
