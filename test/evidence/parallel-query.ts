import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { middleMs } from '../runs/parallel-query.ts'
import { says, type Experiment } from './experiment.ts'

const asked = { topology: 'parallel-query', seeds: 20 }

/** What a fault needs to take its course, and a second. */
const timeLimit = 9

/** Beside a fault there is to be time for pairs that it disturbs in nothing. */
const waits = { workload: 'waiting', timeLimit: 14, concurrency: 4 }
/** Enough for some to be struck between two commits. */
const transfers = { workload: 'bank', isolation: 'repeatable-read', timeLimit, concurrency: 24 }

/** Each commit takes so long that some are under way whenever a shard dies. */
const killedInCommits = [
  { fault: 'delay-parts:ms=20', at: '1s', for: '7s' },
  { fault: 'kill-shard', at: '3500ms', for: '3s' },
]

/** Where the coordinator calls functions; it is there in containers alone. */
const byPlproxy = { ...asked, runtime: 'docker' } as const

const passesWith = (results: RunResults, ...ids: string[]) =>
  results.verdict === 'pass' && ids.every((id) => says(results, id))

/** What several servers that work on one query have to show, and what must be convicted of them. */
export const parallelQuery = (runtime: RuntimeName): Experiment[] => [
  {
    ...asked,
    id: `${runtime} none parallel-query waiting`,
    expects: 'three servers give the answer of one, and work that waits is done sooner',
    runtime,
    words: { ...waits, faults: [] },
    seen: (results) =>
      passesWith(results, 'answers-are-those-of-one-server', 'several-servers-are-faster'),
  },
  {
    ...asked,
    id: `${runtime} none parallel-query waiting-long`,
    expects: 'three seconds of waiting on one server are 1.2 s at most on three',
    runtime,
    words: { ...waits, workload: 'waiting-long', concurrency: 8, faults: [] },
    seeds: 5,
    seen: (results) => results.verdict === 'pass' && middleMs(results).shards <= 1200,
  },
  ...['kill-shard', 'partition-shard', 'pause-shard'].map((fault) => ({
    ...asked,
    id: `${runtime} ${fault} parallel-query waiting`,
    expects: 'a shard that is away is an error, and never an answer without its rows',
    runtime,
    fault,
    words: waits,
    seen: (results: RunResults) => passesWith(results, 'a-missing-part-is-an-error'),
  })),
  {
    ...asked,
    id: `${runtime} none parallel-query one after another`,
    expects: 'known to be bad: where one server is asked after another nothing is faster',
    runtime,
    words: { ...waits, async: 'off', faults: [] },
    seen: (results) => says(results, 'several-servers-are-faster', 'violated'),
  },
  ...['set', 'register'].flatMap((workload) =>
    ['kill-shard', 'pause-shard', 'kill-coordinator'].map((fault) => ({
      ...asked,
      id: `${runtime} ${fault} parallel-query ${workload}`,
      expects: 'rows are each on their shard, and nothing that was acknowledged is lost',
      runtime,
      fault,
      words: { workload, timeLimit, rate: 200 },
      seen: (results: RunResults) =>
        passesWith(results, 'each-server-has-its-part') && (results.lost ?? 0) === 0,
    })),
  ),
  {
    ...asked,
    id: `${runtime} kill-shard parallel-query one-phase`,
    expects: 'known to be bad: a shard that is killed between two commits leaves half of one',
    runtime,
    words: { ...transfers, schedule: killedInCommits },
    seen: (results) => says(results, 'shards-commit-all-or-none', 'violated'),
  },
  {
    ...asked,
    id: `${runtime} none parallel-query fractured reads`,
    expects: 'a read over shards sees half of a commit, as each has a snapshot of its own',
    runtime,
    words: { ...transfers, faults: [] },
    seen: (results) => passesWith(results, 'each-shard-has-a-snapshot-of-its-own'),
  },
]

/** The same through PL/Proxy, which has nothing to commit together. */
export const parallelQueryByPlproxy: readonly Experiment[] = [
  {
    ...byPlproxy,
    id: 'docker none parallel-query waiting, PL/Proxy',
    expects: 'three servers give the answer of one, and work that waits is done sooner',
    words: { by: 'plproxy', ...waits, faults: [] },
    seen: (results) =>
      passesWith(results, 'answers-are-those-of-one-server', 'several-servers-are-faster'),
  },
  {
    ...byPlproxy,
    id: 'docker kill-shard parallel-query waiting, PL/Proxy',
    expects: 'a shard that is away is an error, and never an answer without its rows',
    fault: 'kill-shard',
    // Connecting to a shard that is gone has no limit of its own, and may take the rest of a shorter run.
    words: { by: 'plproxy', ...waits, timeLimit: 20 },
    seen: (results) => passesWith(results, 'a-missing-part-is-an-error'),
  },
  {
    ...byPlproxy,
    id: 'docker none parallel-query one after another, PL/Proxy',
    expects: 'known to be bad: where one server is called after another nothing is faster',
    words: { by: 'plproxy', ...waits, async: 'off', faults: [] },
    seen: (results) => says(results, 'several-servers-are-faster', 'violated'),
  },
  {
    ...byPlproxy,
    id: 'docker kill-shard parallel-query set, PL/Proxy',
    expects: 'rows are each on their shard, and nothing that was acknowledged is lost',
    fault: 'kill-shard',
    words: { by: 'plproxy', workload: 'set', timeLimit, rate: 200 },
    seen: (results) => passesWith(results, 'each-server-has-its-part') && (results.lost ?? 0) === 0,
  },
  {
    ...byPlproxy,
    id: 'docker kill-shard parallel-query bank, PL/Proxy',
    expects:
      'known to be bad: each call commits by itself, so that a shard which dies halves a commit',
    fault: 'kill-shard',
    words: { by: 'plproxy', ...transfers },
    seen: (results) => says(results, 'shards-commit-all-or-none', 'violated'),
  },
]
