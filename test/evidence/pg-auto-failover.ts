import { says, type Experiment } from './experiment.ts'
import { losesNothing, losesTheLatest } from './managers.ts'

const about = { runtime: 'docker', topology: 'pg-auto-failover', seeds: 20 } as const
const load = { rate: 60, concurrency: 4, timeLimit: 30 }
const by = (fault: string) => ({ ...load, schedule: [{ fault, at: '2s', for: '18s' }] })

const withoutMonitor: Experiment = {
  ...about,
  id: 'docker kill-monitor pg-auto-failover',
  expects: 'without the monitor the service goes on',
  words: by('kill-monitor'),
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
  ...['kill-primary', 'pause-primary', 'partition-primary'].map((fault) =>
    losesNothing(about, fault, by(fault)),
  ),
  losesTheLatest(about, by('kill-primary')),
  withoutMonitor,
  usualTiming,
]
