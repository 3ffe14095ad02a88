import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INSPECT } from '../../history/history.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { counted } from './judged.fixture.ts'
import { STANDBY_WRITES } from '../databases/postgres/standby-writes.ts'
import { standbysRefuseWrites } from './refused-writes.ts'
import { call, event, mode, timeline, type Call } from './timeline.fixture.ts'

const taken = { from: 'n1', to: 'n2' }

/** n2 takes the place of n1 after a second, and a tool looks at n1 after nine. */
function run(
  findings: string[],
  writes: Call[] = [],
  {
    failover = true,
    tool = STANDBY_WRITES,
    again,
  }: { failover?: boolean; tool?: string; again?: object } = {},
) {
  return timeline(
    mode(''),
    ...[{ value: 1, ms: [1, 2] } as Call, ...writes].map(call),
    ...(failover ? [event('operator', 'failover', [1000, 1100], taken)] : []),
    ...(again ? [event('operator', 'failover', [2000, 2100], again)] : []),
    call({
      f: INSPECT,
      process: 2 ** 31,
      ms: [9000, 9010],
      value: { tool },
      answer: { tool, findings },
    }),
  )
}

const { decide } = standbysRefuseWrites

test('a standby that takes a write breaks it', () => {
  const { verdict, reason } = decide(counted(0), run(['a write to elements was let pass']))
  assert.deepEqual([verdict, reason], ['violated', 'On n1 a write to elements was let pass.'])
})

test('and so does a primary that goes on beside the one that took its place', () => {
  const { verdict, reason } = decide(counted(0), run([], [{ value: 2, ms: [1200, 1300] }]))
  assert.equal(verdict, 'violated')
  assert.match(reason, /^n1 acknowledged a write that was begun after/)
})

test('what was under way while it was replaced, and what its successor takes, holds', () => {
  const writes: Call[] = [
    { value: 2, ms: [990, 1200] },
    { value: 3, node: 'n2', ms: [1200, 1300] },
  ]
  const { verdict, power } = decide(counted(0), run([], writes))
  assert.deepEqual([verdict, power], ['holds', { standbysTried: 1 }])
})

test('what a second successor took before its switch was told holds', () => {
  const again = { from: 'n2', to: 'n3' }
  const early: Call = { value: 4, node: 'n3', ms: [2050, 2150] }
  assert.equal(decide(counted(0), run([], [early], { again })).verdict, 'holds')
  const late: Call = { value: 5, node: 'n2', ms: [2200, 2300] }
  assert.equal(decide(counted(0), run([], [late], { again })).verdict, 'violated')
})

test('it is on trial where there was a failover and somebody tried, or one took what it was asked', () => {
  const onTrial = (evidence: Evidence) =>
    (standbysRefuseWrites.trial as (e: Evidence) => boolean)(evidence)
  assert.ok(onTrial(run([])))
  assert.ok(!onTrial(run([], [], { failover: false })))
  assert.ok(onTrial(run(['a write to elements was let pass'], [], { failover: false })))
  assert.ok(!onTrial(run([], [], { tool: 'server log' })))
})
