import type { RuntimeName } from '../../runner/runtimes/open.ts'
import type { ConflictPolicy } from '../../scenarios/databases/postgres/pglogical.ts'
import { says, type Experiment } from './experiment.ts'

const onDocker = { runtime: 'docker', topology: 'bidirectional', seeds: 20 } as const
const load = { rate: 100, timeLimit: 9 }
const late = 'delay-replication:ms=100'

/** Late first and parted in the end, so that some updates are lost, and no later write settles what is left. */
const lateThenParted = [
  { fault: late, at: '0s', for: '4s' },
  { fault: 'cut-replication', at: '5s' },
]

/** What died had sent nothing for a second. */
const deadBeforeItSends = [
  { fault: 'halves', at: '2s', for: '4s' },
  { fault: 'kill-n1', at: '3s', for: '1s' },
]

/** Servers that all take writes and hear of each other's later: what conflicts leave, and that nothing else is lost. */
export function bidirectional(runtime: RuntimeName): Experiment[] {
  const about = { runtime, topology: 'bidirectional', seeds: 20 }
  const faulty = (faults: string[]) => ({ faults, ...load })
  const shown = (
    workload: string,
    words: Record<string, unknown>,
    claim: string,
    expects: string,
  ): Experiment => ({
    ...about,
    id: `${runtime} bidirectional ${workload} ${claim}`,
    expects,
    words: { workload, ...load, ...words },
    seen: (results) => results.verdict === 'pass' && says(results, claim),
  })
  return [
    {
      ...about,
      id: `${runtime} none bidirectional increments`,
      expects: 'updates of one row at two servers are lost, with nothing broken',
      words: { workload: 'increments', ...faulty([]) },
      seen: (results) => results.verdict === 'pass' && (results.lost ?? 0) > 0,
    },
    shown(
      'increments',
      { schedule: lateThenParted },
      'conflicts-need-resolution',
      'rows that both servers wrote stay different, and no server resolves that',
    ),
    shown(
      'reservations',
      faulty([late]),
      'same-keys-stop-replication',
      'one key that two servers let in stops replication both ways',
    ),
    shown(
      'removals',
      faulty([late]),
      'updates-of-removed-rows-are-skipped',
      'an update of a row that another server has removed is acknowledged, and gone',
    ),
    shown(
      'set',
      { afterDeath: 'replace', schedule: deadBeforeItSends },
      'a-dead-server-takes-unsent-writes-along',
      'a server that dies for good takes along what it had sent to nobody, and nothing else',
    ),
    ...['cut-replication', 'kill-server', 'partition-server', 'pause-server'].map(
      (fault): Experiment => ({
        ...about,
        id: `${runtime} ${fault} bidirectional set`,
        expects:
          'each server goes on by itself, and afterwards both hold all rows that only one of them wrote',
        fault,
        words: load,
        seen: (results) =>
          results.verdict === 'pass' &&
          results.lost === 0 &&
          says(results, 'rows-of-one-writer-converge'),
      }),
    ),
  ]
}

/** The same under pglogical, by each of its policies; it is there in containers alone. */
export const policies: readonly Experiment[] = [
  {
    ...policy('last_update_wins'),
    expects: 'what several servers wrote is the same on all in the end, and updates are lost',
    seen: (results) =>
      results.verdict === 'pass' &&
      (results.lost ?? 0) > 0 &&
      says(results, 'last-update-wins-makes-all-equal') &&
      says(results, 'each-conflict-is-settled-by-the-policy'),
  },
  {
    ...policy('error', { faults: [] }),
    expects: 'a conflict stops what the servers apply of each other, and nothing is lost',
    seen: (results) =>
      results.verdict === 'pass' &&
      results.lost === 0 &&
      says(results, 'a-conflict-stops-replication'),
  },
  ...(['apply_remote', 'keep_local', 'first_update_wins'] as const).map(
    (conflicts): Experiment => ({
      ...policy(conflicts),
      expects: 'what several servers wrote stays different, though each conflict is settled',
      seen: (results) =>
        results.verdict === 'pass' &&
        says(results, 'conflicts-need-resolution') &&
        says(results, 'each-conflict-is-settled-by-the-policy'),
    }),
  ),
  {
    ...onDocker,
    id: 'docker clock-n2 bidirectional register, pglogical last_update_wins',
    expects:
      'known to be bad: where a server’s clock is behind, what it writes last is not kept by the others',
    words: {
      by: 'pglogical',
      conflicts: 'last_update_wins',
      workload: 'register',
      schedule: [{ fault: 'clock-n2:jump=-3600', at: '1s' }],
      ...load,
    },
    seen: (results) => says(results, 'last-update-wins-makes-all-equal', 'violated'),
  },
  ...['kill-server', 'pause-server'].map((fault): Experiment => ({
    ...onDocker,
    id: `docker ${fault} bidirectional set, pglogical`,
    expects:
      'each server goes on by itself, and afterwards both hold all rows that only one of them wrote',
    fault,
    words: { by: 'pglogical', ...load },
    seen: (results) =>
      results.verdict === 'pass' &&
      results.lost === 0 &&
      says(results, 'rows-of-one-writer-converge'),
  })),
]

function policy(
  conflicts: ConflictPolicy,
  faulty: Record<string, unknown> = { schedule: lateThenParted },
): Omit<Experiment, 'expects' | 'seen'> {
  return {
    ...onDocker,
    id: `docker bidirectional increments, pglogical ${conflicts}`,
    words: { by: 'pglogical', conflicts, workload: 'increments', ...load, ...faulty },
  }
}
