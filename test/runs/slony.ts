import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { remains } from './docker.ts'
import { provenRunOf, verdicts, type Words } from './run-of.ts'
import { outputFolder, runScenario } from './splitbrain.ts'
import { tellRun } from './tell-run.ts'

/** Slony's own failover takes seconds, so that a run is as short as it may be around it. */
const short = { rate: 60, concurrency: 4, timeLimit: 14 }

const mayLose = 'batches-may-be-lost-in-a-failover'
const bounded = 'lag-bounds-the-loss'
const moved = 'moved-set-loses-nothing'
const perTable = 'replication-is-per-table'
const refuse = 'standbys-refuse-writes'
const whole = 'sets-arrive-whole-and-in-order'

/** An origin that falls while nobody fetches, and comes back as a subscriber. */
export function losesItsLastBatch(runtime: RuntimeName, skip: string | false): void {
  test(
    `slony on the ${runtime} runtime: a failover loses the last batch, and nothing else`,
    { skip },
    async () => {
      const results = await run(runtime, { faults: ['kill-primary'] })
      assert.equal(results.verdict, 'pass', tellRun(results))
      assert.ok(results.lost! > 0, tellRun(results))
      const said = verdicts(results)
      for (const id of [mayLose, bounded, perTable, refuse])
        assert.equal(said[id], 'holds', `${id}: ${tellRun(results)}`)
    },
  )
}

/** What no set can have ends a run before it begins, with Slony's own words. */
export function refusedSets(runtime: RuntimeName, skip: string | false): void {
  for (const [table, told] of [
    ['left_out', /table "public"\."left_out" has no primary key/],
    ['nowhere', /table "public"\."nowhere" not found/],
  ] as const)
    test(
      `slony on the ${runtime} runtime: a set with ${table} is refused in a line`,
      { skip },
      async () => {
        await using output = await outputFolder()
        const args = ['--runtime', runtime, '--faults', 'none', '--set-tables', table]
        const { exitCode, results } = await runScenario(output.path, args, {}, 'slony')
        assert.equal(exitCode, 64, tellRun(results))
        assert.match(results.error?.message ?? '', told)
        assert.doesNotMatch(results.error?.message ?? '', /\n/)
        assert.deepEqual(await remains(results.run.id), [])
      },
    )
}

/** What takes minutes. */
export function sets(runtime: RuntimeName, skip: string | false): void {
  describe(`sets of slony on the ${runtime} runtime`, { skip }, () => {
    test('moved as planned lose nothing', async () => {
      const results = await run(runtime, { faults: ['switchover'] })
      assert.equal(results.verdict, 'pass', tellRun(results))
      assert.equal(results.lost, 0, tellRun(results))
      assert.equal(verdicts(results)[moved], 'holds', tellRun(results))
    })

    test('are lost as far as a batch is long where it is long', async () => {
      const words = { faults: ['kill-primary:lead=0'], syncInterval: 3000, timeLimit: 20 }
      const results = await run(runtime, words)
      assert.equal(results.verdict, 'pass', tellRun(results))
      assert.ok(results.lost! > 0, tellRun(results))
      assert.equal(verdicts(results)[bounded], 'holds', tellRun(results))
    })

    test('an origin that comes back as it was is convicted', async () => {
      const results = await run(runtime, { faults: ['kill-primary'], rejoin: 'as-it-was' })
      assert.equal(results.verdict, 'fail', tellRun(results))
      assert.equal(results.checks.divergence.verdict, 'fail', tellRun(results))
      assert.equal(verdicts(results)[refuse], 'violated', tellRun(results))
    })

    for (const workload of ['bank', 'list-append'])
      test(`subscribers answer ${workload} with whole transactions in one order`, async () => {
        const words = { workload, isolation: 'repeatable-read', reads: 'any', faults: [] }
        const results = await run(runtime, { ...words, timeLimit: 8 })
        assert.equal(results.verdict, 'pass', tellRun(results))
        assert.equal(verdicts(results)[whole], 'holds', tellRun(results))
      })

    test('a table of the workload that is outside the set stays where it is', async () => {
      const words = {
        workload: 'bank',
        isolation: 'repeatable-read',
        setTables: 'ledger',
        faults: [],
      }
      const results = await run(runtime, { ...words, timeLimit: 6 })
      assert.equal(results.verdict, 'fail', tellRun(results))
      assert.equal(results.checks.divergence.verdict, 'fail', tellRun(results))
    })
  })
}

const run = (runtime: RuntimeName, words: Words) =>
  provenRunOf('slony', { ...short, ...words }, { runtime })
