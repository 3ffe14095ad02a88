import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { crashPoints } from '../../scenarios/services/coordinator/program/crash-points.ts'
import { says, type Experiment } from './experiment.ts'

const onAll = { topology: 'two-phase', seeds: 20 }

/** What a fault needs to take its course, and a second; so many writes meet each moment of a commit. */
const load = { timeLimit: 9, rate: 60 }

/** Several writers of all rows, whatever fails; a claim that was not on trial is none. */
const committed = (
  runtime: RuntimeName,
  fault: string,
  words: Record<string, unknown>,
): Experiment => ({
  ...onAll,
  id: `${runtime} ${fault} two-phase ${words.workload}`,
  expects: 'all servers commit or none, nothing is lost, and nobody reads a commit half done',
  runtime,
  words: { faults: fault === 'none' ? [] : [fault], ...load, ...words },
  seen: ({ verdict, lost, checks, claims }) =>
    verdict === 'pass' &&
    (lost ?? 0) === 0 &&
    checks.orphans.verdict === 'pass' &&
    claims.every((claim) => claim.verdict === 'holds') &&
    // Whom another fault meets in mid-commit is chance.
    (!fault.startsWith('crash-in-commit') || claims[0].id === 'all-commit-or-none'),
})

const atAnyMoment = /^(?:kill|pause|partition)-/
const halfDone = 'crash-in-commit:at=between-commits'

/** What is planted in the coordinator, and the claim that finds it. */
const halfCommitted = (
  runtime: RuntimeName,
  fault: string,
  words: Record<string, unknown>,
  violates = 'all-commit-or-none',
): Experiment => ({
  ...onAll,
  id: `${runtime} ${fault} two-phase ${Object.entries(words).flat().join(' ')}`,
  expects: 'a commit that is half done is found, and stays so where a defect was planted',
  runtime,
  fault,
  words: { ...load, ...words },
  seen: (results) => results.verdict === 'fail' && says(results, violates, 'violated'),
})

const serializableApart = (runtime: RuntimeName): Experiment => ({
  ...onAll,
  id: `${runtime} none two-phase list-append serializable`,
  expects: 'transactions that are serializable on each server are not on all of them together',
  runtime,
  words: { faults: [], workload: 'list-append', isolation: 'serializable' },
  seen: (results) =>
    results.verdict === 'fail' && says(results, 'isolation-serializable', 'violated'),
})

const drawn = (runtime: RuntimeName, ship: string, id: string): Experiment => ({
  ...onAll,
  id: `${runtime} none two-phase draws, ship ${ship}`,
  expects: 'what random() draws is no problem where rows are shipped, and one where statements are',
  runtime,
  words: { faults: [], workload: 'draws', ship, rate: 60, timeLimit: 3 },
  seen: (results) => results.verdict === 'pass' && says(results, id),
})

/** What a coordinator that commits on all servers or on none has to show, and its defects. */
export const twoPhase = (runtime: RuntimeName): Experiment[] => [
  ...crashPoints.map((at) => committed(runtime, `crash-in-commit:at=${at}`, { workload: 'set' })),
  ...['set', 'register', 'list-append', 'bank'].flatMap((workload) =>
    [`${halfDone}:with=server`, 'none', 'kill-server', 'pause-server', 'partition-server'].map(
      (fault) =>
        committed(runtime, fault, {
          workload,
          // What strikes at any moment is to meet a write then.
          ...(atAnyMoment.test(fault) && { rate: undefined }),
          ...(/bank|list/.test(workload) && { isolation: 'repeatable-read' }),
        }),
    ),
  ),
  halfCommitted(runtime, halfDone, { commit: 'one-phase' }),
  halfCommitted(runtime, halfDone, { coordinatorLog: 'off' }),
  halfCommitted(runtime, 'crash-in-commit:at=after-decision', { recovery: 'off' }),
  halfCommitted(
    runtime,
    halfDone,
    { workload: 'register', reads: 'any' },
    'reads-are-consistent-on-every-server',
  ),
  serializableApart(runtime),
  drawn(runtime, 'rows', 'random-is-no-problem'),
  drawn(runtime, 'statements', 'random-differs-by-server'),
]
