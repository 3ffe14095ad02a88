import { runtimeNames, type RuntimeName } from '../../runner/runtimes/open.ts'
import { findings } from '../../scenarios/findings/catalog.ts'
import { trialsOf, type Finding } from '../../scenarios/findings/finding.ts'
import { sabotages } from '../runs/planted.ts'
import { crashTable } from './crash-table.ts'
import type { Experiment } from './experiment.ts'
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
  id: `${runtime} kill-primary archive-timeout ${archiveTimeout}`,
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

const alone = (runtime: RuntimeName, fault: string): Experiment => ({
  id: `${runtime} ${fault} partitioned`,
  expects: 'each office goes on alone, nothing is lost, and both end with the same rows',
  runtime,
  fault,
  topology: 'partitioned',
  words: { rate },
  seeds: 20,
  seen: ({ verdict, lost, claims }) => verdict === 'pass' && lost === 0 && claims.length === 3,
})

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
  return trialsOf(finding).map(({ name, expects, words, isSeen }) => ({
    id: `${runtime} ${name}`,
    expects: `${name} ${expects} (${source}): ${about}`,
    runtime,
    topology,
    words,
    seeds: 20,
    seen: isSeen,
  }))
}

export const experiments: readonly Experiment[] = runtimeNames.flatMap((runtime) => [
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
  ...[1, 2, 5, 10].map((seconds) => lostWithin(runtime, seconds)),
  ...['time', 'xid', 'name', 'lsn'].map((target) => recovered(runtime, target)),
  ...['kill-london', 'partition-paris'].map((fault) => alone(runtime, fault)),
  ...twoPhase(runtime),
  ...findings.flatMap((finding) => found(runtime, finding)),
])
