import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RunResults } from '../../runner/results.ts'
import { provenRunOf, type Words } from './run-of.ts'
import { tellRun } from './tell-run.ts'

/** What clients wrote meanwhile a server never gets that is attached as it is, and nobody tells. */
export function attachedBehind(skip: string | false): void {
  test(
    'pgpool: a server that is attached as it is lacks what was written while it was away',
    { skip },
    async () => {
      // Pgpool-II waits for a machine that is gone for seconds, and then it has to be away for some more.
      const schedule = [{ fault: 'kill-n2', at: '1500ms', for: '8s' }]
      const results = await run({ schedule, rejoin: 'attach', timeLimit: 12 })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'fail', seen)
      assert.equal(claim('every-server-receives-changes', results).verdict, 'violated', seen)
      assert.match(claim('every-server-receives-changes', results).reason, /^n2 lacks/)
      assert.equal(claim('rejoined-server-is-synchronized', results).verdict, 'violated', seen)
      assert.equal(results.checks.divergence.verdict, 'fail', seen)
    },
  )
}

/** The same, recovered while clients write. */
export function recoveredMeanwhile(skip: string | false): void {
  test(
    'pgpool: a server that is recovered while clients write has all that they wrote',
    { skip },
    async () => {
      const schedule = [{ fault: 'kill-server', at: '1500ms', for: '2s' }]
      const results = await run({ schedule, rejoin: 'recovery', timeLimit: 10 })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      const { verdict, power } = claim('rejoined-server-is-synchronized', results)
      assert.equal(verdict, 'holds', seen)
      assert.ok(power!.writtenMeanwhile > 0, seen)
    },
  )
}

/** What takes longer than most, and says more of Pgpool-II than of where it runs. */
export function pooledClaims(skip: string | false): void {
  describe('pgpool', { skip }, () => {
    test('random() and others differ by server, and the time does not', async () => {
      const words = { workload: 'functions', faults: [], timeLimit: 4, rate: undefined }
      const results = await run(words)
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      const { reason } = claim('random-differs-by-server', results)
      const [, different, same] = /Different: (.*)\. The same: (.*)\.$/.exec(reason)!
      for (const way of ['INSERT', 'DEFAULT', 'UPDATE']) {
        for (const call of ['random()', 'clock_timestamp()', 'gen_random_uuid()'])
          assert.ok(different.includes(`${way} ${call} (`), `${way} ${call}: ${reason}`)
        for (const call of ["'constant'", 'now()', 'CURRENT_TIMESTAMP'])
          assert.ok(same.includes(`${way} ${call}`), `${way} ${call}: ${reason}`)
      }
      // The table is locked for inserts, as it has a column that is numbered by itself.
      for (const way of ['INSERT', 'DEFAULT']) assert.ok(same.includes(`${way} nextval()`), reason)
      assert.equal(claim('timestamps-are-replicated', results).verdict, 'holds', seen)
    })

    test('a server that dies is let go, and copied while nobody writes: nothing is lost', async () => {
      const results = await run({ faults: ['kill-n1'], timeLimit: 8 })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.equal(claim('failure-loses-nothing', results).verdict, 'holds', seen)
    })

    test('a server that is frozen is not let go: everybody waits, and nothing is lost', async () => {
      const results = await run({ faults: ['pause-n1'], timeLimit: 10 })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.equal(claim('every-server-receives-changes', results).verdict, 'holds', seen)
      assert.ok(results.rtoSeconds! > 2, seen)
    })

    test('a commit that its last server never gets is on another alone, which stays', async () => {
      const results = await run({ faults: ['sever-pgpool-to-n1:at=commit-withheld'], timeLimit: 8 })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'fail', seen)
      const { verdict, power } = claim('all-commit-or-none', results)
      assert.equal(verdict, 'violated', seen)
      assert.ok(power!.interrupted > 0, seen)
    })

    test('one that its first server never gets is on none', async () => {
      const results = await run({ faults: ['sever-pgpool-to-n2:at=commit-withheld'], timeLimit: 8 })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.equal(claim('all-commit-or-none', results).verdict, 'holds', seen)
    })

    test('reads are distributed', async () => {
      const words = { workload: 'bank', mode: 'snapshot-isolation', faults: [], timeLimit: 5 }
      const results = await run({ ...words, isolation: 'repeatable-read', concurrency: 12 })
      assert.equal(claim('reads-are-distributed', results).verdict, 'holds', tellRun(results))
    })
  })
}

function claim(id: string, results: RunResults) {
  const found = results.claims.find((each) => each.id === id)
  assert.ok(found, `${id} is not on trial: ${tellRun(results)}`)
  return found
}

const run = (words: Words) =>
  provenRunOf('pgpool', { rate: 60, concurrency: 4, ...words }, { runtime: 'docker' })
