import { says, type Experiment } from './experiment.ts'

const about = { runtime: 'docker', topology: 'pg-auto-failover', seeds: 20 } as const
const load = { rate: 60, concurrency: 4, timeLimit: 30 }
const struck = (fault: string) => [{ fault, at: '2s', for: '18s' }]

const losesNothing = (fault: string): Experiment => ({
  ...about,
  id: `docker ${fault} pg-auto-failover`,
  expects: 'another one takes writes in time, and nothing is lost though commits were held back',
  words: { ...load, schedule: struck(fault) },
  seen: (results) =>
    results.verdict === 'pass' &&
    results.lost === 0 &&
    says(results, 'fails-over-in-time') &&
    says(results, 'sync-failover-loses-nothing'),
})

const losesTheLatest: Experiment = {
  ...about,
  id: 'docker kill-primary pg-auto-failover, sync off',
  expects: 'the control: acknowledged writes are lost, and only the latest',
  words: { ...load, schedule: struck('kill-primary'), sync: 'off' },
  seen: (results) =>
    results.verdict === 'pass' &&
    (results.lost ?? 0) > 0 &&
    says(results, 'async-failover-may-lose-the-latest-writes'),
}

const withoutMonitor: Experiment = {
  ...about,
  id: 'docker kill-monitor pg-auto-failover',
  expects: 'without the monitor the service goes on',
  words: { ...load, schedule: struck('kill-monitor') },
  seen: (results) => results.verdict === 'pass' && says(results, 'service-needs-no-monitor'),
}

const usualTiming: Experiment = {
  ...about,
  id: 'docker kill-primary pg-auto-failover, usual timing',
  expects: 'as pg_auto_failover comes, a failover takes the most part of a minute',
  words: {
    ...load,
    schedule: [{ fault: 'kill-primary', at: '2s', for: '70s' }],
    timing: 'usual',
    timeLimit: 84,
  },
  seeds: 5,
  seen: (results) => results.verdict === 'pass' && says(results, 'fails-over-in-time'),
}

/** A monitor that decides; what it must be convicted of are its findings. */
export const pgAutoFailover: readonly Experiment[] = [
  losesNothing('kill-primary'),
  losesNothing('pause-primary'),
  losesNothing('partition-primary'),
  losesTheLatest,
  withoutMonitor,
  usualTiming,
]
