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

/** Longer than its lease and the promotion of another one take together; the rest of a round is for the cluster to heal. */
const DEAD_SECONDS = 26
const KILLS = 3
const round = { every: '50s', at: '1s', for: '29s' }

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
      { ...round, fault: 'delay-dcs+backends:ms=60:jitter=40' },
      { ...round, fault: 'loss-replication:percent=15' },
      { ...round, fault: 'kill-primary', at: '3s', for: `${DEAD_SECONDS}s` },
    ],
    timeLimit: 150,
  },
  seeds: 10,
  seen: (results) =>
    results.verdict === 'pass' &&
    says(results, 'isolation-read-committed') &&
    says(results, 'sync-failover-loses-nothing') &&
    replacedWhileDead(results) === KILLS,
}

/** How many of the killed primaries had another one in their place before they came back. */
function replacedWhileDead({ checks }: RunResults): number {
  const { faults } = checks.availability as AvailabilityResult
  return faults.filter(
    ({ fault, rtoSeconds }) =>
      fault === 'kill-primary' && rtoSeconds !== null && rtoSeconds < DEAD_SECONDS,
  ).length
}

/** What hung shows once the server has recovered, and no standby has it. */
const crashedAndKilled: Experiment = {
  ...about,
  id: 'docker crash-primary kill-primary patroni, read committed',
  expects:
    'known to be bad: a server that crashes and recovers while commits wait shows what no standby has, and the failover that comes next takes back what was read',
  words: {
    ...load,
    ...lists,
    schedule: [
      { fault: 'cut-replication', at: '3s', for: '32s' },
      { fault: 'crash-primary', at: '4s' },
      { fault: 'kill-primary:lead=0', at: '6s', until: 'failover', patience: '30s' },
    ],
    timeLimit: 42,
  },
  seen: (results) => says(results, 'sync-failover-loses-nothing', 'violated'),
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
  crashedAndKilled,
]
