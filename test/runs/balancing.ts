import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { untilProven } from './attempts.ts'
import { runOf, type Words } from './run-of.ts'
import { tellRun } from './tell-run.ts'

const byLibpq = { balance: 'libpq', loadBalanceHosts: 'random', reads: 'standbys' }
const byHaproxy = { balance: 'haproxy', reads: 'standbys' }
const byPgpool = { balance: 'pgpool', reads: 'any' }
const load = { workload: 'register', rate: 100, concurrency: 6 }
const failover = { faults: ['kill-primary'], timeLimit: 12 }

/** Clients that find a server by themselves. */
export function balancedByLibpq(runtime: RuntimeName, skip: string | false = false): void {
  describe(`libpq's several hosts on the ${runtime} runtime`, { skip }, () => {
    reaching(runtime, byLibpq)
    planted(runtime, byLibpq)
  })
}

/** Those that a machine sends to one. */
export function balancedByMachines(skip: string | false): void {
  describe('HAProxy', { skip }, () => {
    reaching('docker', byHaproxy)
    planted('docker', byHaproxy)
  })

  describe('Pgpool-II before standbys that stream', { skip }, () => {
    test('after a failover writers reach the new primary', async () => {
      const results = await run('docker', { ...byPgpool, ...failover })
      assertWrites(results)
      // By chance six sessions may leave a server without any.
      const { verdict, power } = claim('reads-are-distributed', results)
      assert.equal(verdict, power!.readsOfEachServer > 0 ? 'holds' : 'unknown', tellRun(results))
    })

    test('a transaction sees what it wrote, as its reads go to the primary after that', async () => {
      const { verdict, power } = claim('transactions-see-their-own-writes', await lists())
      assert.equal(verdict, 'holds')
      assert.ok(power!.readsOfOthers > 0)
    })

    test('and does not where they go on to standbys', async () => {
      const results = await lists({ afterWrite: 'off', applyDelay: 50 })
      const { verdict } = claim('transactions-see-their-own-writes', results)
      assert.equal(verdict, 'violated', tellRun(results))
    })
  })
}

function reaching(runtime: RuntimeName, words: Words): void {
  test('after a failover writers reach the new primary, and readers standbys', async () => {
    const results = await run(runtime, { ...words, ...failover })
    assertWrites(results)
    assert.equal(claim('reads-reach-standbys', results).verdict, 'holds', tellRun(results))
  })
}

/** Whoever is only asked whether it is there is taken for one that takes writes. */
function planted(runtime: RuntimeName, words: Words): void {
  test('where no server is asked what it is, writers reach standbys', async () => {
    const results = await run(runtime, { ...words, writes: 'any', faults: [], timeLimit: 3 })
    const { verdict, power } = claim('writes-reach-the-primary', results)
    assert.equal(verdict, 'violated', tellRun(results))
    assert.ok(power!.refused > 0)
    assert.equal(results.verdict, 'fail')
  })
}

function assertWrites(results: RunResults): void {
  const { verdict, power } = claim('writes-reach-the-primary', results)
  assert.equal(verdict, 'holds', tellRun(results))
  assert.equal(power!.changesOfThePrimary, 1, tellRun(results))
}

function lists(more: Words = {}): Promise<RunResults> {
  const words = { workload: 'list-append', isolation: 'repeatable-read', faults: [], timeLimit: 5 }
  return run('docker', { ...byPgpool, ...words, ...more })
}

function claim(id: string, results: RunResults) {
  const found = results.claims.find((each) => each.id === id)
  assert.ok(found, `${id} is not on trial: ${tellRun(results)}`)
  return found
}

/** A busy machine may not come to a failover. */
const run = (runtime: RuntimeName, words: Words) =>
  untilProven(
    () => runOf('hot-standby', { ...load, ...words }, { runtime }),
    ({ claims }) =>
      claims.some(
        ({ id, power }) =>
          id === 'writes-reach-the-primary' &&
          (words.faults !== failover.faults || power!.changesOfThePrimary > 0),
      ),
  )
