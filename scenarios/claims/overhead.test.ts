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
  const run = (withMs: number, withoutMs: number, writes = 100) => {
    const write = (value: number, fromMs: number, tookMs: number) =>
      call({ value, ms: [fromMs, fromMs + tookMs] })
    const times = Array.from({ length: writes }, (_, i) => i * 100)
    return timeline(
      mode('', { n2: 'async' }),
      fault('cut-replication', [20_000, 50_000], { nodes: ['n1'], links: ['n2-to-n1'] }),
      ...times.map((at, i) => write(i, at, withMs)),
      ...times.map((at, i) => write(1000 + i, 30_000 + at, withoutMs)),
    )
  }

  test('writes that are much quicker without standbys break it', () => {
    const { verdict, reason } = claim.decide(counted(0), run(30, 3))
    assert.equal(verdict, 'violated')
    assert.match(reason, /30.0 ms with standbys, and 3.0 ms while cut-replication/)
  })

  test('those that are hardly quicker hold, where there are enough', () => {
    const { verdict, power } = claim.decide(counted(0), run(9, 3))
    assert.deepEqual([verdict, power], ['holds', { writesWithStandbys: 100, writesWithout: 100 }])
    assert.ok(onTrial(claim, run(9, 3)))
    assert.ok(!onTrial(claim, run(9, 3, 50)))
  })
})
