import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { says, type Experiment } from './experiment.ts'

const onAll = { topology: 'broadcast', seeds: 20 }
const serverDies = 'crash-in-commit:at=between-commits:spare=coordinator'

const isCalledApart = (reason: string) =>
  ['INSERT', 'DEFAULT', 'UPDATE'].every((way) =>
    new RegExp(`Different: .*${way} random\\(\\) .*The same: .*${way} 'constant'`).test(reason),
  )

const called = (runtime: RuntimeName): Experiment => ({
  ...onAll,
  id: `${runtime} none broadcast functions`,
  expects: 'random() differs by server wherever it is called, and a constant nowhere',
  runtime,
  words: { faults: [], workload: 'functions', rate: undefined, timeLimit: 3 },
  seen: ({ verdict, claims }) =>
    verdict === 'pass' &&
    claims.some(
      ({ id, verdict: said, reason }) =>
        id === 'random-differs-by-server' && said === 'holds' && isCalledApart(reason),
    ),
})

/** The same writes without such calls. */
const constant = (runtime: RuntimeName, workload: string): Experiment => ({
  ...onAll,
  id: `${runtime} none broadcast ${workload}`,
  expects: 'without random() all servers hold the same',
  runtime,
  words: {
    faults: [],
    workload,
    rate: 100,
    timeLimit: 3,
    ...(workload === 'bank' && { isolation: 'repeatable-read' }),
  },
  seen: ({ verdict, checks }) => verdict === 'pass' && checks.divergence.verdict === 'pass',
})

const inMidCommit = (runtime: RuntimeName, commit: 'two-phase' | 'plain'): Experiment => ({
  ...onAll,
  id: `${runtime} ${serverDies} broadcast ${commit}`,
  expects:
    commit === 'plain'
      ? 'with plain commit a server that dies in mid-commit lacks what another has'
      : 'with two-phase commit no transaction is on some servers alone',
  runtime,
  fault: serverDies,
  words: { commit, rate: 60, timeLimit: 8 },
  seen: (results) => says(results, 'all-commit-or-none', commit === 'plain' ? 'violated' : 'holds'),
})

const pooled = { topology: 'pgpool', seeds: 20, runtime: 'docker' as const }

/** What Pgpool-II makes one value of, and what not. */
const calledThroughPgpool: Experiment = {
  ...pooled,
  id: 'docker none pgpool functions',
  expects: 'through Pgpool-II random() differs by server, and now() does not',
  words: { faults: [], workload: 'functions', rate: undefined, timeLimit: 3 },
  seen: (results) =>
    results.verdict === 'pass' &&
    ['random-differs-by-server', 'timestamps-are-replicated'].every((id) => says(results, id)),
}

const pooledWithout: Experiment = {
  ...pooled,
  id: 'docker none pgpool set',
  expects: 'without random() all servers hold the same',
  words: { faults: [], rate: 100, timeLimit: 3 },
  seen: ({ verdict, checks }) => verdict === 'pass' && checks.divergence.verdict === 'pass',
}

const rejoined = (rejoin: 'copy' | 'attach'): Experiment => ({
  ...pooled,
  id: `docker kill-server pgpool rejoin ${rejoin}`,
  expects:
    rejoin === 'attach'
      ? 'a server that is attached as it is lacks what was written while it was away'
      : 'a server that is copied before it is attached has everything',
  words: {
    rejoin,
    schedule: [{ fault: 'kill-server', at: '1500ms', for: '8s' }],
    rate: 60,
    timeLimit: 12,
  },
  seen: (results) =>
    rejoin === 'copy'
      ? says(results, 'every-server-receives-changes')
      : ['every-server-receives-changes', 'rejoined-server-is-synchronized'].every((id) =>
          says(results, id, 'violated'),
        ),
})

/** Clients go on writing for as long as that takes. */
const recovered: Experiment = {
  ...pooled,
  id: 'docker kill-server pgpool rejoin recovery',
  expects: 'a server that is recovered while clients write has everything, theirs too',
  words: {
    rejoin: 'recovery',
    schedule: [{ fault: 'kill-server', at: '1500ms', for: '2s' }],
    rate: 60,
    timeLimit: 10,
  },
  seen: (results) =>
    ['every-server-receives-changes', 'rejoined-server-is-synchronized'].every((id) =>
      says(results, id),
    ),
}

/** Pgpool-II commits at n1 last, and takes the end of a connection for no failure of a server. */
const struck = (mode: 'native' | 'snapshot-isolation', node: 'n1' | 'n2'): Experiment => ({
  ...pooled,
  id: `docker pgpool ${mode} commit withheld from ${node}`,
  expects:
    node === 'n1'
      ? 'a commit that the last server never gets is on the others alone'
      : 'a commit that the first server never gets is on none',
  fault: `sever-pgpool-to-${node}:at=commit-withheld`,
  words: { mode, rate: 40, timeLimit: 8 },
  seen: (results) => says(results, 'all-commit-or-none', node === 'n1' ? 'violated' : 'holds'),
})

/** What Pgpool-II has to show. */
export const pgpool: readonly Experiment[] = [
  calledThroughPgpool,
  pooledWithout,
  rejoined('copy'),
  rejoined('attach'),
  recovered,
  struck('native', 'n1'),
  struck('native', 'n2'),
  struck('snapshot-isolation', 'n1'),
]

/** What middleware of our own that broadcasts statements has to show. */
export const middleware = (runtime: RuntimeName): Experiment[] => [
  called(runtime),
  ...['set', 'bank'].map((workload) => constant(runtime, workload)),
  inMidCommit(runtime, 'two-phase'),
  inMidCommit(runtime, 'plain'),
]
