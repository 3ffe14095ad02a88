import type { RunResults } from '../../runner/results.ts'
import { says, type Experiment } from './experiment.ts'

const rate = 60
const onDocker = { runtime: 'docker', topology: 'slony', seeds: 20 } as const

const isUntouched = (results: RunResults) => says(results, 'replication-is-per-table')

/** Sets of tables, and daemons that bring what is in them to subscribers. */
export const slony: readonly Experiment[] = [
  {
    ...onDocker,
    id: 'docker kill-primary slony',
    expects:
      'a failover loses what nobody had fetched, within the lag that was measured, and a table outside the set stays untouched',
    fault: 'kill-primary',
    words: { rate },
    seen: (results) =>
      results.verdict === 'pass' &&
      (results.lost ?? 0) > 0 &&
      says(results, 'lag-bounds-the-loss') &&
      isUntouched(results),
  },
  {
    ...onDocker,
    id: 'docker kill-primary slony, long batches',
    expects:
      'the longer a batch is the more a failover loses, and never more than the measured lag',
    fault: 'kill-primary:lead=0',
    words: { rate, syncInterval: 2000 },
    seen: (results) =>
      results.verdict === 'pass' && (results.lost ?? 0) > 0 && says(results, 'lag-bounds-the-loss'),
  },
  {
    ...onDocker,
    id: 'docker switchover slony',
    expects: 'a set that is moved as planned loses nothing',
    fault: 'switchover',
    words: { rate },
    seen: (results) =>
      results.verdict === 'pass' &&
      results.lost === 0 &&
      says(results, 'moved-set-loses-nothing') &&
      isUntouched(results),
  },
  {
    ...onDocker,
    id: 'docker kill-primary slony, origin as it was',
    expects: 'known to be bad: an old origin that is only started again takes writes, and diverges',
    fault: 'kill-primary',
    words: { rate, rejoin: 'as-it-was' },
    seen: (results) =>
      results.checks.divergence?.verdict === 'fail' &&
      says(results, 'standbys-refuse-writes', 'violated'),
  },
  ...['bank', 'list-append'].map((workload): Experiment => ({
    ...onDocker,
    id: `docker none slony ${workload} of subscribers`,
    expects: 'whoever reads a subscriber sees whole transactions in one order',
    words: { workload, isolation: 'repeatable-read', reads: 'any', faults: [], rate },
    seen: (results) =>
      results.verdict === 'pass' && says(results, 'sets-arrive-whole-and-in-order'),
  })),
  {
    ...onDocker,
    id: 'docker none slony register of subscribers',
    expects: 'what subscribers answer is stale by a batch',
    words: { workload: 'register', reads: 'standbys', faults: [], rate },
    seen: (results) => results.verdict === 'pass' && says(results, 'async-reads-may-be-stale'),
  },
  {
    ...onDocker,
    id: 'docker kill-primary slony, workers wait',
    expects:
      'a failover that nobody helps along takes most of a minute, as failed workers wait for their time',
    fault: 'kill-primary',
    words: { rate, workerRestart: 'wait' },
    seeds: 5,
    seen: (results) => results.verdict === 'pass' && (results.lost ?? 0) > 0,
  },
]
