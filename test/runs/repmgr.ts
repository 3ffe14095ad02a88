import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RunResults } from '../../runner/results.ts'
import { provenRunOf, verdicts, type Words } from './run-of.ts'
import { tellRun } from './tell-run.ts'

const short = { rate: 60, concurrency: 4, timeLimit: 46 }
const struck = (fault: string) => [{ fault, at: '3s', until: 'failover', patience: '32s' }]

/** On a busy machine nobody may have written just before the blow. */
const proven = (words: Words): Promise<RunResults> =>
  provenRunOf('repmgr', { ...short, ...words }, { runtime: 'docker' })

/** What a primary that falls leaves behind, by whether commits waited, and who is promoted in its place. */
export function repmgrRuns(skip: string | false): void {
  describe('repmgr', { skip }, () => {
    test('a failover loses nothing where commits waited, and tells its parts', async () => {
      const results = await proven({ schedule: struck('kill-primary') })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.equal(results.lost, 0, seen)
      assert.equal(verdicts(results)['sync-failover-loses-nothing'], 'holds', seen)
      assert.equal(verdicts(results)['fails-over-in-time'], 'holds', seen)
      const [{ detectionSeconds, promotionSeconds, rtoSeconds }] = faultsOf(results)
      assert.ok(detectionSeconds <= promotionSeconds && promotionSeconds <= rtoSeconds, seen)
    })

    test('and loses the latest where they did not', async () => {
      const results = await proven({ schedule: struck('kill-primary:lead=1000'), sync: 'off' })
      assert.equal(results.verdict, 'pass', tellRun(results))
      assert.ok(results.lost! > 0, tellRun(results))
    })

    test('one that is cut off and fenced takes no write when it is back', async () => {
      const results = await proven({
        schedule: struck('partition-primary'),
        oldPrimary: 'fenced',
      })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.equal(verdicts(results)['replaced-primary-takes-no-writes'], 'holds', seen)
    })

    test('a standby that sees neither the primary nor the witness is not promoted', async () => {
      const results = await proven({
        standbys: 1,
        sync: 'off',
        witness: 'yes',
        schedule: [{ fault: 'partition-n2', at: '3s', for: '34s' }],
        timeLimit: 52,
      })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.equal(verdicts(results)['cut-off-standby-is-not-promoted'], 'holds', seen)
    })
  })
}

type Impacts = { faults: Record<'detectionSeconds' | 'promotionSeconds' | 'rtoSeconds', number>[] }

function faultsOf({ checks }: RunResults): Impacts['faults'] {
  return (checks.availability as unknown as Impacts).faults
}
