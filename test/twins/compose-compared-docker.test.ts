import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Schedule } from '../../scenarios/schedule/schedule.ts'
import { startStack, type StackWords } from '../external/compose-stack.ts'
import { onOurs, onTheirs, type Deed, type Shown } from '../external/sides.ts'
import { untilProven } from '../runs/attempts.ts'
import { skipContainers } from '../runs/docker.ts'
import type { Words } from '../runs/run-of.ts'

interface Case {
  about: string
  steps: Schedule
  words: Words
  /** What our hot standby is asked for, and the compose project that is the same. */
  ours: Words
  theirs: StackWords
  deed?: Deed
  /** What both sides must come to, each by itself: that they agree on `unknown` alone would say little. */
  expected: Pick<Shown, 'verdict' | 'loses' | 'failovers' | 'faults' | 'checks' | 'claims'>
  /** What only servers that we start can be held to, with what comes of it. */
  oursAlone?: Record<string, string>
  /** Where that makes it another one. */
  verdictOfOurs?: string
}

/** Nobody has tools that look into somebody else's files. */
const filesOf = { ours: 'pass', theirs: 'unknown' }

/**
 * A standby hears nothing for a while before its primary falls, so that what stands on that one alone hangs on no chance.
 * It is back before anybody gives the primary up: a project's hook can't promote a standby that nobody reaches, and our
 * operator's hand could.
 */
const fall = (fault: string): Schedule => [
  { fault: 'partition-standby', at: '1s', until: '4s' },
  { fault, at: '3s', until: '9s' },
]
const fell = (fault: string) => [{ 'partition-standby': true }, { [fault]: true }]

const load = { rate: 100, concurrency: 4, timeLimit: 14 }
const waiting = { ours: { sync: 'on' }, theirs: { syncNames: '*', promotes: true } }
const judgedAlways = { availability: 'pass', latency: 'pass' }

const cases: Case[] = [
  {
    about: 'a killed primary is replaced, and what was acknowledged last is lost',
    steps: fall('kill-primary:lead=0'),
    words: { workload: 'set' },
    // Who is dead refuses each probe at once, in 150 ms and not in 650.
    ours: { sync: 'async', patience: 10 },
    theirs: { promotes: true },
    expected: {
      verdict: 'pass',
      loses: true,
      failovers: 1,
      faults: fell('kill-primary:lead=0'),
      checks: { durability: 'fail', divergence: 'pass', ...judgedAlways },
      claims: {
        'async-failover-may-lose-the-latest-writes': 'holds',
        'commits-wait-for-no-standby': 'holds',
        'standby-is-soon-the-primary': 'holds',
        'standbys-refuse-writes': 'holds',
      },
    },
  },
  {
    // The kernel of one that is frozen would go on sending, and its standby on a project's network hear that.
    about: 'a killed primary is replaced, and nothing is lost where commits wait',
    steps: fall('kill-primary:lead=0'),
    words: { workload: 'bank' },
    ...waiting,
    expected: {
      verdict: 'pass',
      loses: false,
      failovers: 1,
      faults: fell('kill-primary:lead=0'),
      checks: { bank: 'pass', durability: 'pass', divergence: 'pass', ...judgedAlways },
      claims: {
        'sync-failover-loses-nothing': 'holds',
        'isolation-serializable': 'holds',
        'standbys-refuse-writes': 'holds',
      },
    },
    // Somebody else's servers tell by names of their own whom a commit waits for. Here nobody can say what writes hung on,
    // for the primary fell beside, and so the whole run of ours says it too.
    oursAlone: { 'commits-wait-for-a-standby': 'unknown' },
    verdictOfOurs: 'unknown',
  },
  {
    about: 'a primary that nobody replaces comes back with all that it acknowledged',
    steps: [
      {
        sequence: [
          { fault: 'kill-primary:lead=0', at: '2s', for: '1s' },
          { fault: 'pause-primary:lead=0', after: '1s', for: '1s' },
          { fault: 'partition-primary:lead=0', after: '1s', for: '1s' },
        ],
      },
    ],
    words: { workload: 'list-append', timeLimit: 22 },
    ours: { sync: 'on', patience: 1000 },
    theirs: { syncNames: '*' },
    expected: {
      // Nobody replaced it, so that nothing is known of failovers.
      verdict: 'unknown',
      loses: false,
      failovers: 0,
      faults: [
        { 'kill-primary:lead=0': true },
        { 'pause-primary:lead=0': true },
        { 'partition-primary:lead=0': true },
      ],
      checks: { 'list-append': 'pass', durability: 'pass', staleness: 'pass', ...judgedAlways },
      claims: {
        'sync-failover-loses-nothing': 'unknown',
        'crash-loses-nothing': 'holds',
        'isolation-serializable': 'holds',
      },
    },
  },
  {
    about: 'commits that are made not to wait are convicted of what a parted primary takes with it',
    steps: fall('partition-primary:lead=0'),
    words: { workload: 'set' },
    ...waiting,
    // Whoever looks at the settings finds that commits wait.
    deed: async (query, over) => {
      const [table] = await untilThere(
        () =>
          query(
            `SELECT oid::regclass::text AS name FROM pg_class WHERE relname = 'elements' AND relkind = 'r'`,
          ),
        over,
      )
      await query(`SET synchronous_commit = local;
        CREATE FUNCTION hurry() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN PERFORM set_config('synchronous_commit', 'local', true); RETURN NULL; END $$;
        CREATE TRIGGER hurry BEFORE INSERT ON ${String(table.name)}
          FOR EACH STATEMENT EXECUTE FUNCTION hurry();
        RESET synchronous_commit`)
    },
    expected: {
      verdict: 'fail',
      loses: true,
      failovers: 1,
      faults: fell('partition-primary:lead=0'),
      checks: { durability: 'fail', divergence: 'pass', ...judgedAlways },
      claims: { 'sync-failover-loses-nothing': 'violated', 'standbys-refuse-writes': 'holds' },
    },
    oursAlone: { 'commits-wait-for-a-standby': 'violated' },
  },
]

describe('the same steps on our servers and on a compose project', { skip: skipContainers }, () => {
  for (const { about, steps, words, ours, theirs, deed, expected, ...alone } of cases)
    test(about, async () => {
      const { oursAlone = {}, verdictOfOurs: verdict = expected.verdict } = alone
      const asked = { words: { ...load, ...words, schedule: steps }, seed: 5, deed }
      const checks = (side: keyof typeof filesOf) => ({
        ...expected.checks,
        integrity: filesOf[side],
      })
      const ofOurs = {
        ...expected,
        checks: checks('ours'),
        claims: { ...expected.claims, ...oursAlone },
        verdict,
      }
      const ofTheirs = { ...expected, checks: checks('theirs') }
      const here = await untilProven(() => onOurs(ours, asked), isDecided(ofOurs))
      same(here, ofOurs)
      const there = await untilProven(() => onAStack(theirs, asked), isDecided(ofTheirs))
      same(there, ofTheirs)
      assert.deepEqual(there.findings, here.findings, there.told)
    })
})

async function onAStack(words: StackWords, asked: Parameters<typeof onTheirs>[1]): Promise<Shown> {
  await using stack = await startStack('postgres', words)
  return await onTheirs(stack, asked)
}

/** Step by step, what was done before what came of it: the first that differs is the one to look at. */
function same(found: Shown, expected: Case['expected']): void {
  for (const step of ['faults', 'failovers', 'loses', 'checks', 'claims', 'verdict'] as const)
    assert.deepEqual({ [step]: found[step] }, { [step]: expected[step] }, found.told)
}

/** Whether a run decided all that it is to decide, whichever way: on a busy machine a step may come too late. */
const isDecided = (expected: Case['expected']) => (found: Shown) =>
  found.faults.length === expected.faults.length &&
  (['checks', 'claims'] as const).every((step) =>
    Object.entries(expected[step]).every(
      ([name, verdict]) => verdict === 'unknown' || (found[step][name] ?? 'unknown') !== 'unknown',
    ),
  )

async function untilThere<T>(look: () => Promise<T[]>, over: AbortSignal): Promise<T[]> {
  for (;;) {
    const found = await look()
    if (found.length > 0) return found
    await sleep(50, undefined, { signal: over })
  }
}
