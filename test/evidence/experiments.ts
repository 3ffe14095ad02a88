import type { RunResults } from '../../runner/results.ts'
import { runtimeNames, type RuntimeName } from '../../runner/runtimes/open.ts'
import { findings } from '../../scenarios/findings/catalog.ts'
import { trialsOf, type Finding } from '../../scenarios/findings/finding.ts'
import { sabotages } from '../runs/planted.ts'
import { bidirectional, policies } from './bidirectional.ts'
import { crashTable } from './crash-table.ts'
import { disks } from './disks.ts'
import { says, type Experiment } from './experiment.ts'
import { logical } from './logical.ts'
import { archiveTimeoutId, archiveTimeouts } from './loss-chart.ts'
import { slony } from './slony.ts'
import { galera } from './galera.ts'
import { middleware, pgpool } from './middleware.ts'
import { parallelQuery, parallelQueryByPlproxy } from './parallel-query.ts'
import { patroni } from './patroni.ts'
import { pgAutoFailover } from './pg-auto-failover.ts'
import { repmgr } from './repmgr.ts'
import { twoPhase } from './two-phase.ts'

const primaryFaults = ['kill-primary', 'pause-primary', 'partition-primary']
const rate = 200

const answered = (runtime: RuntimeName, fault: string, sync = 'on'): Experiment => ({
  id: `${runtime} ${fault} ${sync}`,
  expects: 'the claim holds: nothing is lost although commits were held back',
  runtime,
  fault,
  words: { sync, rate },
  seeds: 20,
  seen: ({ verdict, lost, claims: [claim] }) =>
    verdict === 'pass' && lost === 0 && (claim.power?.commitsHeldBack ?? 0) > 0,
})

const control = (runtime: RuntimeName, fault: string, sync = 'local'): Experiment => ({
  id: `${runtime} ${fault} ${sync}`,
  expects: 'the control: the same schedule loses acknowledged writes',
  runtime,
  fault,
  words: { sync, rate },
  seeds: 20,
  seen: ({ verdict, lost }) => verdict === 'pass' && lost !== null && lost > 0,
})

const planted = (runtime: RuntimeName, fault: string): Experiment[] =>
  sabotages.map((sabotage) => ({
    id: `${runtime} ${fault} ${sabotage.name}`,
    expects: 'the run is red or unknown, and says why',
    runtime,
    fault,
    words: { ...sabotage.words, rate },
    sabotage,
    seeds: 1,
    seen: ({ verdict, claims, findings }) =>
      verdict !== 'pass' &&
      [...claims, ...findings].some(({ reason }) => sabotage.told.test(reason)),
  }))

const shipped = (runtime: RuntimeName): Experiment => ({
  id: `${runtime} kill-primary warm-standby`,
  expects: 'a failover loses the latest writes, never more than archive_timeout and a segment',
  runtime,
  fault: 'kill-primary',
  topology: 'warm-standby',
  words: { rate },
  seeds: 20,
  seen: ({ verdict, lost }) => verdict === 'pass' && lost !== null && lost > 0,
})

/** A segment is never full before its time, so that what is lost hangs on the timeout alone. */
const lostWithin = (runtime: RuntimeName, archiveTimeout: number): Experiment => ({
  id: archiveTimeoutId(runtime, archiveTimeout),
  expects:
    'the longer archive_timeout is, the more a failover may lose, and never more than its bound',
  runtime,
  fault: 'kill-primary',
  topology: 'warm-standby',
  words: { archiveTimeout, segment: '16', rate },
  seeds: 5,
  seen: ({ verdict, lost }) => verdict === 'pass' && lost !== null && lost > 0,
})

/** Of a mistake, for each name that the moment before it has. */
const recovered = (runtime: RuntimeName, target: string): Experiment => ({
  id: `${runtime} mistake by ${target}`,
  expects:
    'the recovered point is exact: no write of before the mistake is missing, and none of after it is there',
  runtime,
  fault: 'mistake',
  topology: 'point-in-time',
  words: { target, rate },
  seeds: 20,
  seen: ({ verdict, claims: [claim] }) =>
    verdict === 'pass' && (claim.power?.writesUndone ?? 0) > 0,
})

/** Offices, of which one is struck or all are parted: by workload and fault. */
const partitionedBy = (runtime: RuntimeName): Experiment[] =>
  ['set', 'register', 'list-append', 'bank'].flatMap((workload) =>
    [undefined, 'kill-london', 'pause-london', 'partition-paris', 'cut-replication'].map(
      (fault): Experiment => ({
        id: `${runtime} ${fault ?? 'none'} ${workload} partitioned`,
        expects:
          'each office goes on alone, a transaction over both is there as a whole or not at all, and both end with the same rows',
        runtime,
        fault,
        topology: 'partitioned',
        words: {
          workload,
          timeLimit,
          ...(fault === undefined && { faults: [] }),
          ...(ofOneRow.has(workload) ? { rate } : { commit: 'two-phase', ...manyAtOnce }),
        },
        seeds: 20,
        seen: ({ verdict, lost }) => verdict === 'pass' && (lost ?? 0) === 0,
      }),
    ),
  )

/** What a fault needs to take its course where nobody fails over, and a second. */
const timeLimit = 9

/** Enough for some to be struck between two commits. */
const manyAtOnce = { concurrency: 24, rate: undefined }

/** Each write of these is of one row. */
const ofOneRow = new Set(['set', 'register'])

/** Transfers wait for each other most of the time, so that a kill may meet none of them between two commits. */
const oneAfterAnother = [
  {
    workload: 'list-append',
    fault: 'kill-paris',
    expects: 'an office that is killed between two commits',
  },
  {
    workload: 'bank',
    fault: 'sever-london',
    expects: 'a client that the first office does not tell of its commit',
  },
]

/** What else is said of offices, and what must be convicted of it. */
const ofOffices = (runtime: RuntimeName): Experiment[] => {
  const about = { runtime, topology: 'partitioned', seeds: 20 }
  return [
    {
      ...about,
      id: `${runtime} kill-london offices with standbys`,
      expects: 'an office fails over to its standby and loses nothing, and the copies of it follow',
      fault: 'kill-london',
      words: { standbys: 1, timeLimit, rate },
      seen: (results) => results.verdict === 'pass' && results.lost === 0,
    },
    ...['delay-replication:ms=100', 'cut-replication'].map((fault) => ({
      ...about,
      id: `${runtime} ${fault} local copies`,
      expects: 'a query of a copy is stale by its lag, and one of an office’s own rows is not',
      fault,
      words: { workload: 'register', reads: 'local', timeLimit, rate },
      seen: (results: RunResults) =>
        results.verdict === 'pass' && says(results, 'a-local-copy-is-behind-by-its-lag'),
    })),
    ...oneAfterAnother.map(({ workload, fault, expects }) => ({
      ...about,
      id: `${runtime} ${fault} ${workload} one-phase`,
      expects: `known to be bad: ${expects} leaves half of one`,
      fault,
      words: { workload, commit: 'one-phase', timeLimit, ...manyAtOnce },
      seen: (results: RunResults) => says(results, 'offices-commit-all-or-none', 'violated'),
    })),
    ...['set', 'register'].map((workload) => ({
      ...about,
      id: `${runtime} none ${workload} not enforced`,
      expects: 'known to be bad: an office modified another’s rows, and the copies diverge',
      words: { workload, enforce: 'no', faults: [], timeLimit, rate },
      seen: (results: RunResults) =>
        says(results, 'one-writer-for-each-set', 'violated') &&
        says(results, 'each-holds-a-copy-of-the-other', 'violated'),
    })),
  ]
}

const switchedOver = (runtime: RuntimeName): Experiment => ({
  id: `${runtime} switchover async`,
  expects: 'planned, nothing is lost, although no commit waits for a standby',
  runtime,
  fault: 'switchover',
  words: { rate },
  seeds: 20,
  seen: ({ verdict, lost }) => verdict === 'pass' && lost === 0,
})

const crashedEarly = (runtime: RuntimeName): Experiment => ({
  id: `${runtime} crash-primary off`,
  expects: 'a crash loses the last moment, and no more, where commits wait for no disk',
  runtime,
  fault: 'crash-primary',
  words: { sync: 'off', rate },
  seeds: 20,
  seen: ({ verdict, lost }) => verdict === 'pass' && lost !== null && lost > 0,
})

const unfenced = (runtime: RuntimeName): Experiment => ({
  id: `${runtime} cut-operator-to-n1 unfenced`,
  expects: 'the claim is broken: a primary that nobody fenced loses what it acknowledges',
  runtime,
  fault: 'cut-operator-to-n1',
  words: { fence: 'no', rate },
  seeds: 20,
  seen: ({ claims: [claim], lost }) => claim.verdict === 'violated' && lost !== null && lost > 0,
})

/** A finding and its repaired twin, on the runtimes that can make it. */
const found = (runtime: RuntimeName, finding: Finding): Experiment[] => {
  const { about, source, topology, runtimes = runtimeNames } = finding
  if (!runtimes.includes(runtime)) return []
  return trialsOf(finding, runtime).map(({ name, expects, words, isSeen }) => ({
    id: `${runtime} ${name}`,
    expects: `${name} ${expects} (${source}): ${about}`,
    runtime,
    topology,
    words,
    seeds: 20,
    seen: isSeen,
  }))
}

export const experiments: readonly Experiment[] = [
  ...runtimeNames.flatMap(onRuntime),
  ...slony,
  ...policies,
  ...parallelQueryByPlproxy,
  ...galera,
  ...pgpool,
  ...patroni,
  ...pgAutoFailover,
  ...repmgr,
  ...disks,
]

function onRuntime(runtime: RuntimeName): Experiment[] {
  return [
    ...primaryFaults.flatMap((fault) => [
      answered(runtime, fault),
      control(runtime, fault),
      ...planted(runtime, fault),
    ]),
    answered(runtime, 'kill-primary', 'remote_apply'),
    control(runtime, 'kill-primary', 'async'),
    switchedOver(runtime),
    crashedEarly(runtime),
    ...crashTable(runtime),
    unfenced(runtime),
    shipped(runtime),
    ...archiveTimeouts.map((seconds) => lostWithin(runtime, seconds)),
    ...['time', 'xid', 'name', 'lsn'].map((target) => recovered(runtime, target)),
    ...partitionedBy(runtime),
    ...ofOffices(runtime),
    ...parallelQuery(runtime),
    ...twoPhase(runtime),
    ...middleware(runtime),
    ...bidirectional(runtime),
    ...logical(runtime),
    ...findings.flatMap((finding) => found(runtime, finding)),
  ]
}
