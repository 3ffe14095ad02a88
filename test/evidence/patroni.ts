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

/** What a manager of failovers has to show; what it must be convicted of are its findings. */
export const patroni: readonly Experiment[] = [
  loses('on'),
  loses('quorum'),
  losesTheLatest,
  cutOff,
  readOnly,
  goesOn,
]
