import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RunResults } from '../../runner/results.ts'
import { provenRunOf, type Words } from './run-of.ts'
import { tellRun } from './tell-run.ts'

const withoutEtcd = { schedule: [{ fault: 'kill-dcs', at: '3s', for: '26s' }], timeLimit: 34 }

/** What Patroni does by itself takes longer than its ttl, of which it takes no less than 20 s. */
export function patroniClaims(skip: string | false): void {
  describe('patroni', { skip }, () => {
    test('a primary that dies is replaced within its ttl and 5 s, and in synchronous mode nothing is lost', async () => {
      const schedule = [{ fault: 'kill-primary', at: '3s', until: 'failover', patience: '30s' }]
      const words = { schedule, timeLimit: 40, synchronousMode: 'on' }
      const results = await run(words)
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.equal(claim('sync-failover-loses-nothing', results), 'holds', seen)
      assert.equal(claim('fails-over-in-time', results), 'holds', seen)
      const [{ detectionSeconds, promotionSeconds, rtoSeconds }] = faultsOf(results)
      assert.ok(detectionSeconds! <= promotionSeconds! && promotionSeconds! <= rtoSeconds!, seen)
    })

    test('without etcd a primary is demoted', async () => {
      const results = await run(withoutEtcd)
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.equal(claim('primary-without-etcd-is-demoted', results), 'holds', seen)
    })

    test('with failsafe it goes on', async () => {
      const results = await run({ ...withoutEtcd, failsafe: 'on' })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.equal(claim('failsafe-primary-goes-on', results), 'holds', seen)
    })

    test('one that is cut off is a standby before another one takes writes', async () => {
      const schedule = [{ fault: 'partition-primary', at: '3s', for: '30s' }]
      const results = await run({ schedule, timeLimit: 42 })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.equal(claim('primary-without-etcd-is-demoted', results), 'holds', seen)
      assert.equal(claim('fails-over-in-time', results), 'holds', seen)
    })
  })
}

function run(words: Words): Promise<RunResults> {
  const load = { rate: 60, concurrency: 8 }
  return provenRunOf('patroni', { standbys: 1, ...load, ...words }, { runtime: 'docker', seed: 7 })
}

function claim(id: string, { claims }: RunResults): string | undefined {
  return claims.find((each) => each.id === id)?.verdict
}

type Impacts = { faults: Record<'detectionSeconds' | 'promotionSeconds' | 'rtoSeconds', number>[] }

function faultsOf({ checks }: RunResults): Impacts['faults'] {
  return (checks.availability as unknown as Impacts).faults
}
