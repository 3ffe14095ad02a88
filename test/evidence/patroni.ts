import type { AvailabilityResult } from '../../checkers/availability/availability.ts'
import type { RunResults } from '../../runner/results.ts'
import { says, type Experiment } from './experiment.ts'

const about = { runtime: 'docker', topology: 'patroni', seeds: 20 } as const
const load = { rate: 60, concurrency: 8 }

const killed = {
  ...load,
  schedule: [{ fault: 'kill-primary', at: '3s', until: 'failover', patience: '30s' }],
  timeLimit: 40,
}

const loses = (synchronousMode: string): Experiment => ({
  ...about,
  id: `docker kill-primary patroni, synchronous mode ${synchronousMode}`,
  expects:
    'another one takes writes within ttl and 5 s, and nothing is lost though commits were held back',
  words: { ...killed, synchronousMode },
  seen: ({ verdict, lost, claims }) =>
    verdict === 'pass' && lost === 0 && (claims[0].power?.commitsHeldBack ?? 0) > 0,
})

const losesTheLatest: Experiment = {
  ...about,
  id: 'docker kill-primary patroni, synchronous mode off',
  expects: 'the control: acknowledged writes are lost, and no more than Patroni says',
  words: killed,
  seeds: 5,
  seen: (results) =>
    results.verdict === 'pass' && (results.lost ?? 0) > 0 && says(results, 'lost-wal-is-bounded'),
}

const cutOff: Experiment = {
  ...about,
  id: 'docker partition-primary patroni',
  expects:
    'a primary that is cut off is a standby before its ttl is over, and another one takes writes',
  words: {
    ...load,
    schedule: [{ fault: 'partition-primary', at: '3s', for: '30s' }],
    timeLimit: 42,
  },
  seen: (results) =>
    results.verdict === 'pass' &&
    says(results, 'primary-without-etcd-is-demoted') &&
    says(results, 'fails-over-in-time'),
}

const withoutEtcd = {
  ...load,
  schedule: [{ fault: 'kill-dcs', at: '3s', for: '26s' }],
  timeLimit: 34,
}

const readOnly: Experiment = {
  ...about,
  id: 'docker kill-dcs patroni',
  expects: 'without etcd nobody takes writes any more before the ttl is over',
  words: withoutEtcd,
  seen: (results) => results.verdict === 'pass' && says(results, 'primary-without-etcd-is-demoted'),
}

const goesOn: Experiment = {
  ...about,
  id: 'docker kill-dcs patroni, failsafe on',
  expects: 'the primary goes on without etcd',
  words: { ...withoutEtcd, failsafe: 'on' },
  seen: (results) => results.verdict === 'pass' && says(results, 'failsafe-primary-goes-on'),
}

/** The rest of a round is for the cluster to heal, which it does once nothing is broken any more. */
const slow = { every: '50s', at: '1s', for: '29s' }
/** One that nobody replaced in so long is told as unmet, and the run is unknown. */
const replaced = { every: '50s', at: '3s', until: 'failover', patience: '40s' }
/** On a busy machine the last of three may come too late to be followed by another. */
const LEAST_FAILOVERS = 2
/** Of these the network is well for longer than a failover takes. */
const LEADERLESS_SECONDS = 36

const lists = { workload: 'list-append', isolation: 'read-committed', synchronousMode: 'on' }

/**
 * What a public Jepsen test of 2024 found wrong in some of its runs of half an hour: transactions that read what was never
 * committed, and a cluster that had no primary any more with two of its three nodes.
 */
const slowAndKilled: Experiment = {
  ...about,
  id: 'docker kill-primary patroni, slow network, read committed',
  expects:
    'of three nodes on a slow network the primary is killed again and again: the two that are left have another one each time, and read committed is kept',
  words: {
    ...load,
    ...lists,
    schedule: [
      { ...slow, fault: 'delay-dcs+backends:ms=60:jitter=40' },
      { ...slow, fault: 'loss-replication:percent=15' },
      { ...replaced, fault: 'kill-primary' },
    ],
    timeLimit: 150,
  },
  seeds: 10,
  seen: (results) =>
    results.verdict === 'pass' &&
    says(results, 'isolation-read-committed') &&
    says(results, 'sync-failover-loses-nothing') &&
    replacedWithin(Infinity, results) >= LEAST_FAILOVERS,
}

/** How many of the killed primaries had another one in their place within so many seconds. */
function replacedWithin(seconds: number, { checks }: RunResults): number {
  const { faults } = checks.availability as AvailabilityResult
  return faults.filter(
    ({ fault, rtoSeconds }) =>
      fault.startsWith('kill-primary') && rtoSeconds !== null && rtoSeconds < seconds,
  ).length
}

/**
 * The other symptom of that test, by what brings it about: a server that recovers finds no standby, and goes on without one,
 * which leaves none that Patroni would promote. The price of losing nothing, as its documentation has it.
 */
const leaderless: Experiment = {
  ...about,
  id: 'docker crash-primary kill-primary patroni, no synchronous standby left',
  expects:
    'known to be bad: two of three nodes live and hear each other, and nobody leads until the third is back, for the primary had gone on without a synchronous standby; nothing is lost',
  words: {
    ...load,
    ...lists,
    route: 'hosts',
    schedule: [
      { fault: 'cut-replication', at: '3s', for: '14s' },
      { fault: 'crash-primary', at: '4s' },
      { fault: 'kill-primary:lead=0', at: '12s', for: `${LEADERLESS_SECONDS}s` },
    ],
    timeLimit: 62,
  },
  seeds: 5,
  seen: (results) => results.lost === 0 && replacedWithin(LEADERLESS_SECONDS, results) === 0,
}

/** What a manager of failovers has to show; what it must be convicted of are its findings. */
export const patroni: readonly Experiment[] = [
  loses('on'),
  loses('quorum'),
  losesTheLatest,
  cutOff,
  readOnly,
  goesOn,
  slowAndKilled,
  leaderless,
]
