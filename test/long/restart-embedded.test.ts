import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { chooseScenario } from '../../cli/choose.ts'
import { execute } from '../../cli/execute.ts'
import type { ClaimResult, RunResults } from '../../runner/results.ts'
import { endOf } from '../../runner/condition.ts'
import type { Step } from '../../runner/schedule.ts'
import { untilProven } from '../runs/attempts.ts'
import { outputFolder } from '../runs/splitbrain.ts'
import { tellRun } from '../runs/tell-run.ts'

const load = {
  sync: 'on',
  standbys: '1',
  workload: 'list-append',
  isolation: 'read-committed',
  rate: '100',
  // Each commit that waits keeps a client until it gives up.
  concurrency: '40',
}

/** Each fault by its name, and from when to when it is in force. */
type Schedule = Record<string, Pick<Step, 'from' | 'to'>>

async function run(schedule: Schedule, timeLimit: string): Promise<RunResults> {
  await using output = await outputFolder()
  const chosen = (faults: string[], seconds: string) =>
    chooseScenario('hot-standby', { ...load, timeLimit: seconds, faults })
  // Faults that overlap need no time of their own.
  const { faults } = chosen(Object.keys(schedule), '60')
  const scenario = chosen(Object.keys(schedule).slice(-1), timeLimit)
  scenario.steps = () => faults.map((fault) => [{ fault, ...schedule[fault.name] }])
  const cancelled = new AbortController().signal
  const where = { runtime: 'embedded', seed: 13, output: output.path, cancelled } as const
  return (await execute({ scenario, ...where })).results
}

const decided = ({ claims }: RunResults, id: string): ClaimResult | undefined =>
  claims.find((claim) => claim.id === id)

/** Until the claim was put to the test: on a busy machine nobody may have read in time. */
async function proven(schedule: Schedule, timeLimit: string, id: string): Promise<RunResults> {
  return untilProven(
    () => run(schedule, timeLimit),
    (results) => (decided(results, id)?.verdict ?? 'unknown') !== 'unknown',
  )
}

const shown: Schedule = {
  'crash-primary:lead=400': { from: { atMs: 2000 }, to: { atMs: 2600 } },
}

/** A step after the other, at whatever speed: commits wait, the server crashes, clients read, the node dies. */
const lost: Schedule = {
  'cut-replication': { from: { atMs: 1500 }, to: { after: endOf('failover'), laterMs: 200 } },
  'crash-primary': {
    from: { after: endOf('cut-replication'), laterMs: 1000 },
    // It starts again at once.
    to: { atMs: 0 },
  },
  'kill-primary:lead=0': {
    from: { after: endOf('undo crash-primary'), laterMs: 2500 },
    to: { after: endOf('failover'), laterMs: 200 },
  },
}

describe('a primary that restarts while commits wait', { concurrency: true }, () => {
  test('shows what waited', async () => {
    const id = 'restart-commits-what-waits'
    const results = await proven(shown, '9', id)
    const claim = decided(results, id)
    assert.equal(claim?.verdict, 'holds', tellRun(results))
    assert.ok(claim.power!.waitingCommits > 0)
    assert.equal(results.lost, 0)
  })

  test('and falls before its standby has it has lost what was read, though no two servers crashed', async () => {
    const id = 'loss-only-if-both-crash'
    const results = await proven(lost, '14', id)
    const claim = decided(results, id)
    assert.equal(claim?.verdict, 'violated', tellRun(results))
    assert.match(claim.reason, /writes that clients had read were lost, though none of them was/)
    assert.equal(results.lost, 0, 'nothing that was acknowledged')
  })
})
