import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { INSPECT } from '../../history/history.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { counted } from './judged.fixture.ts'
import { STANDBY_WRITES, standbysRefuseWrites } from './refused-writes.ts'
import { call, fault, mode, timeline } from './timeline.fixture.ts'

const onTrial = ({ trial }: { trial: unknown }, evidence: Evidence) =>
  (trial as (e: Evidence) => boolean)(evidence)

describe('standbys', () => {
  const run = (findings: string[], { broken = false, tool = STANDBY_WRITES } = {}) => {
    const inspected = {
      f: INSPECT,
      process: 2 ** 31,
      node: 'n2',
      ms: [9000, 9010] as [number, number],
    }
    return timeline(
      mode(''),
      call({ value: 1, ms: [1, 2] }),
      call({ ...inspected, value: { tool }, answer: { tool, findings } }),
      ...(broken ? [fault('kill-n2', [2, 3], { nodes: ['n2'] })] : []),
    )
  }

  test('one that takes a write breaks it', () => {
    const { verdict, reason } = standbysRefuseWrites.decide(
      counted(0),
      run(['a write to elements was let pass']),
    )
    assert.deepEqual([verdict, reason], ['violated', 'On n2 a write to elements was let pass.'])
  })

  test('those that refuse hold, where anybody tried and nothing was broken', () => {
    const { verdict, power } = standbysRefuseWrites.decide(counted(0), run([]))
    assert.deepEqual([verdict, power], ['holds', { standbysTried: 1, writesOfThePrimary: 1 }])
    assert.ok(onTrial(standbysRefuseWrites, run([])))
    assert.ok(!onTrial(standbysRefuseWrites, run([], { broken: true })))
    assert.ok(!onTrial(standbysRefuseWrites, run([], { tool: 'server log' })))
  })
})
