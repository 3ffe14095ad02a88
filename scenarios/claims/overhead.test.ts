import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Evidence } from '../../runner/evidence.ts'
import { counted, waitsForNobody } from './judged.fixture.ts'
import { standbysCostNothing } from './overhead.ts'
import { call, fault, mode, timeline } from './timeline.fixture.ts'

const onTrial = ({ trial }: { trial: unknown }, evidence: Evidence) =>
  (trial as (e: Evidence) => boolean)(evidence)

describe('overhead', () => {
  const claim = standbysCostNothing(waitsForNobody, ['n1', 'n2'])
  const run = (beforeMs: number, withoutMs: number, afterMs: number, writes = 100) => {
    const series = (first: number, fromMs: number, tookMs: number) =>
      Array.from({ length: writes }, (_, i) =>
        call({ value: first + i, ms: [fromMs + i * 100, fromMs + i * 100 + tookMs] }),
      )
    return timeline(
      mode('', { n2: 'async' }),
      fault('cut-replication', [20_000, 50_000], { nodes: ['n1'], links: ['n2-to-n1'] }),
      ...series(0, 0, beforeMs),
      ...series(1000, 30_000, withoutMs),
      ...series(2000, 60_000, afterMs),
    )
  }
  const verdict = (...ms: [number, number, number]) => claim.decide(counted(0), run(...ms)).verdict

  test('writes that are much quicker without standbys than before and after break it', () => {
    const { verdict: said, reason } = claim.decide(counted(0), run(30, 3, 40))
    assert.equal(said, 'violated')
    assert.match(reason, /30.0 ms with standbys, 3.0 ms while cut-replication .* and 40.0 ms once/)
  })

  test('those that are hardly quicker hold, or slower at one time alone', () => {
    assert.equal(verdict(9, 3, 9), 'holds')
    assert.equal(verdict(90, 3, 4), 'holds')
    assert.equal(verdict(4, 3, 90), 'holds')
    assert.deepEqual(claim.decide(counted(0), run(9, 3, 9)).power, {
      writesWithStandbys: 200,
      writesWithout: 100,
    })
  })

  test('it is on trial with enough writes', () => {
    assert.ok(onTrial(claim, run(9, 3, 9)))
    assert.ok(!onTrial(claim, run(9, 3, 9, 50)))
  })
})
