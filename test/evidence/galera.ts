import { says, type Experiment } from './experiment.ts'

const about = { runtime: 'docker', topology: 'galera' } as const
const load = { timeLimit: 12, rate: 60 }

/** Several writers of all rows, whatever fails. */
const survives = (fault: string, words: Record<string, unknown>): Experiment => ({
  ...about,
  id: `docker ${fault} galera ${words.workload}`,
  expects: 'nothing is lost that was acknowledged, and all servers end with the same rows',
  fault,
  words: { ...load, ...words },
  seeds: 20,
  seen: ({ verdict, lost }) => verdict === 'pass' && (lost ?? 0) === 0,
})

const drawn: Experiment = {
  ...about,
  id: 'docker none galera draws',
  expects: 'what random() draws at one server stands on all, for rows are shipped',
  words: { workload: 'draws', faults: [], rate: 60, timeLimit: 4 },
  seeds: 20,
  seen: (results) => results.verdict === 'pass' && says(results, 'random-is-no-problem'),
}

const contended: Experiment = {
  ...about,
  id: 'docker none galera register, sync wait 1',
  expects: 'writers of one row at several servers are refused, and no read is stale',
  words: { workload: 'register', syncWait: '1', faults: [], timeLimit: 6 },
  seeds: 20,
  seen: (results) =>
    results.verdict === 'pass' &&
    says(results, 'heavy-writing-locks-writers-out') &&
    says(results, 'reads-are-consistent-on-every-server'),
}

/** Nothing that the others send can be applied where tables are locked. */
const locked = { workload: 'set', rate: 100, timeLimit: 14 }
const lockStorm = 'lock-storm-server:hold=4000'

const held: Experiment = {
  ...about,
  id: 'docker lock-storm galera',
  expects:
    'all writers wait for the server whose tables are locked, so that it does not lag too far',
  fault: lockStorm,
  words: locked,
  seeds: 20,
  seen: (results) => results.verdict === 'pass' && says(results, 'no-server-lags-too-far'),
}

const notHeld: Experiment = {
  ...held,
  id: 'docker lock-storm galera, flow control limit 100000',
  expects: 'the control: nobody waits for it, and it lags far behind',
  words: { ...locked, flowControlLimit: 100_000 },
  seen: (results) =>
    results.verdict === 'fail' && says(results, 'no-server-lags-too-far', 'violated'),
}

/** What a cluster that certifies has to show; what it must be convicted of are its findings. */
export const galera: readonly Experiment[] = [
  drawn,
  contended,
  held,
  notHeld,
  ...['kill-server', 'pause-server', 'partition-server', 'blackout'].map((fault) =>
    survives(fault, { workload: 'set' }),
  ),
  ...['kill-server', 'partition-server'].map((fault) =>
    survives(fault, { workload: 'bank', isolation: 'repeatable-read' }),
  ),
]
