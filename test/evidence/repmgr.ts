import { says, type Experiment } from './experiment.ts'
import { losesNothing, losesTheLatest } from './managers.ts'

const about = { runtime: 'docker', topology: 'repmgr', seeds: 20 } as const
const load = { rate: 60, concurrency: 4, timeLimit: 46 }
const struck = (fault: string) => [{ fault, at: '3s', until: 'failover', patience: '32s' }]

const killed = { ...load, schedule: struck('kill-primary') }

const cutOff: Experiment = {
  ...about,
  id: 'docker partition-primary repmgr, old primary fenced',
  expects:
    'one that is cut off has its power cut before another one is promoted, and takes no write when it is back',
  words: { ...load, schedule: struck('partition-primary'), oldPrimary: 'fenced' },
  seen: (results) =>
    results.verdict === 'pass' &&
    results.lost === 0 &&
    says(results, 'replaced-primary-takes-no-writes'),
}

const usualTiming: Experiment = {
  ...about,
  id: 'docker kill-primary repmgr, usual timing',
  expects: 'as repmgr comes, a failover takes more than a minute',
  words: {
    ...load,
    schedule: [{ fault: 'kill-primary', at: '3s', until: 'failover', patience: '150s' }],
    timing: 'usual',
    timeLimit: 170,
  },
  seeds: 3,
  seen: (results) => results.verdict === 'pass' && says(results, 'fails-over-in-time'),
}

/** Daemons that choose one of theirs; what they must be convicted of are their findings. */
export const repmgr: readonly Experiment[] = [
  losesNothing(about, 'kill-primary', killed),
  losesTheLatest(about, killed),
  cutOff,
  usualTiming,
]
