import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { register } from '../workloads/register.ts'
import { counted, waitsForAny, waitsForNobody } from './judged.fixture.ts'
import { locksAreHeld } from './locks.ts'
import { returnsBeforeTheRoundTrip, waitsForTheRoundTrip } from './round-trip.ts'
import { call, fault, mode, timeline, type Call } from './timeline.fixture.ts'

const nodes = ['n1', 'n2', 'n3']
const any = 'ANY 1 (n1, n2, n3)'
const both = ['n2-to-n1', 'n3-to-n1']

interface Run {
  links?: string[]
  settings?: object
  names?: string
  f?: string
  /** A fault beside it, from 2 s to 3 s. */
  beside?: string
}

/** A delay of 50 ms each way from 1 s to 6 s, and what clients did. */
function run(calls: Call[], { links = both, settings = {}, names = any, f, beside }: Run = {}) {
  const told = { nodes, links, settings: { ms: 50, jitter: 0, by: 'proxy', ...settings } }
  const delayed = fault(f ?? 'delay-replication', [1000, 6000], told)
  const other = beside === undefined ? [] : [fault(beside, [2000, 3000], { nodes: ['n1'] })]
  return timeline(mode(names), delayed, ...other, ...calls.map((each) => call(each)))
}

const onTrial = (
  claim: ReturnType<typeof waitsForTheRoundTrip>,
  evidence: ReturnType<typeof run>,
) => {
  assert.ok(typeof claim.trial === 'function')
  return claim.trial(evidence)
}

describe('the round trip', () => {
  const claim = waitsForTheRoundTrip(waitsForAny, nodes)
  const decide = (calls: Call[], more: Run = {}) => claim.decide(counted(0), run(calls, more))
  const slow: Call = { value: 1, ms: [2000, 2110] }

  test('one commit that returns before breaks it', () => {
    const { verdict, reason } = decide([slow, { value: 2, ms: [3000, 3060] }])
    assert.equal(verdict, 'violated')
    assert.match(reason, /quickest of 2 .* took 60.0 ms .* makes the round trip 98.0 ms at least/)
  })

  test('holds where each took as long, or was not answered at all', () => {
    const { verdict, power } = decide([slow, { value: 2, ms: [3000, 5000], type: 'info' }])
    assert.deepEqual([verdict, power], ['holds', { writesDuringDelay: 2 }])
    assert.match(decide([{ value: 2, ms: [3000, 5000], type: 'info' }]).reason, /None of 1 writes/)
  })

  test('what else was broken may be why nothing returned, and never why something did', () => {
    const beside = { beside: 'pause-primary:for=900' }
    const unanswered: Call = { value: 2, ms: [3000, 5000], type: 'info' }
    assert.ok(!onTrial(claim, run([unanswered], beside)))
    assert.equal(
      decide([unanswered, { value: 3, process: 3, ms: [3000, 3060] }], beside).verdict,
      'violated',
    )
  })

  test('what began before, ended after, only read, or failed says nothing', () => {
    const early: Call[] = [
      { value: 1, ms: [990, 1010] },
      { value: 2, ms: [5990, 6010] },
      { f: 'read', ms: [3000, 3001], answer: [] },
    ]
    assert.ok(!onTrial(claim, run(early)))
    const failed = decide([slow, { value: 3, ms: [3000, 3001], type: 'fail' }])
    assert.equal(failed.verdict, 'holds')
  })

  test('a standby that is not delayed may confirm, and jitter may shorten the way', () => {
    assert.ok(!onTrial(claim, run([slow], { links: ['n2-to-n1'] })))
    assert.ok(onTrial(claim, run([slow], { links: ['n2-to-n1'], names: 'ANY 2 (n2, n3)' })))
    assert.ok(!onTrial(claim, run([slow], { names: '' })))
    assert.ok(!onTrial(claim, run([slow], { f: 'rate-replication' })))
    const quick: Call = { value: 1, ms: [2000, 2085] }
    assert.equal(decide([quick]).verdict, 'violated')
    assert.equal(decide([quick], { settings: { jitter: 10 } }).verdict, 'holds')
    assert.ok(!onTrial(claim, run([slow], { settings: { jitter: 50 } })))
  })

  test('nothing is said of a mode that was not in force', () => {
    const other = waitsForTheRoundTrip({ synchronous_commit: 'remote_apply' }, nodes)
    assert.equal(other.decide(counted(0), run([slow])).verdict, 'unknown')
  })
})

describe('without a wait', () => {
  const claim = returnsBeforeTheRoundTrip(waitsForNobody, nodes)
  const many = (tookMs: number, count = 20) =>
    Array.from({ length: count }, (_, i): Call => {
      const fromMs = 2000 + i * 10
      return { value: i, process: i, ms: [fromMs, fromMs + tookMs] }
    })
  const before = (tookMs: number): Call => ({ value: 99, process: 99, ms: [100, 100 + tookMs] })
  const decide = (calls: Call[]) =>
    claim.decide(counted(0), run([before(2), ...calls], { names: '' }))

  test('commits of which none returns before the round trip break it', () => {
    assert.equal(decide(many(110)).verdict, 'violated')
    const none = many(2000).map((each): Call => ({ ...each, type: 'info' }))
    assert.equal(decide(none).verdict, 'violated')
  })

  test('they hold where they do, of enough, and every standby is late', () => {
    const { verdict, power } = decide(many(5))
    assert.deepEqual([verdict, power], ['holds', { writesDuringDelay: 20 }])
    const isTried = (calls: Call[], more: Run = {}) =>
      onTrial(claim, run(calls, { names: '', ...more }))
    assert.ok(isTried([before(2), ...many(5)]))
    assert.ok(!isTried([before(20), ...many(5)]), 'slow all the time')
    assert.ok(!isTried(many(5)), 'nobody knows how slow')
    assert.ok(!isTried([before(2), ...many(5, 19)]))
    const beside = { beside: 'lock-storm-n1' }
    assert.ok(isTried([before(2), ...many(5)], beside))
    assert.ok(!isTried([before(2), ...many(110)], beside), 'slow for another reason')
    assert.ok(!isTried([before(2), ...many(5)], { links: ['n2-to-n1'] }))
  })
})

describe('locks', () => {
  const claim = locksAreHeld(waitsForAny, nodes, register)
  const decide = (calls: Call[]) => claim.decide(counted(0), run(calls))
  const write = (value: number, ms: [number, number], key = 1): Call => ({
    f: 'write',
    key,
    value,
    process: value,
    ms,
  })

  test('two writes of a row that both return after one round trip break it', () => {
    const { verdict, reason } = decide([write(1, [2000, 2105]), write(2, [2010, 2120])])
    assert.equal(verdict, 'violated')
    assert.match(reason, /of row 1, took 120.0 ms together, where two round trips take 196.0 ms/)
  })

  test('the second that waits for the first and then for itself holds', () => {
    const { verdict, power } = decide([write(1, [2000, 2105]), write(2, [2010, 2210])])
    assert.deepEqual([verdict, power], ['holds', { contendedWrites: 1 }])
  })

  test('it is on trial where a write of the same row began while another waited', () => {
    const first = write(1, [2000, 2105])
    assert.ok(!onTrial(claim, run([first, write(2, [2010, 2120], 2)])), 'another row')
    assert.ok(!onTrial(claim, run([first, write(2, [2200, 2310])])), 'later')
    assert.ok(!onTrial(claim, run([first, { ...write(2, [2010, 2120]), type: 'info' }])))
    assert.ok(onTrial(claim, run([first, write(2, [2010, 2210])])))
  })
})
