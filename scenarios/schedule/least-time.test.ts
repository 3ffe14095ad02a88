import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultPolicy, detectionMs } from '../../runner/operator.ts'
import { leastTimeMs as leastForPlan } from '../../runner/plan.ts'
import { randomFrom } from '../../runner/random.ts'
import { expand } from './expand.ts'
import { leastTimeMs } from './least-time.ts'
import { faultsIn } from './names.ts'
import type { Schedule } from './schedule.ts'

const fault = (words: string) => ({
  leadMs: words === 'kill-primary' ? 400 : undefined,
  lastsMs: words === 'switchover' ? 0 : undefined,
})

const usual = detectionMs(defaultPolicy)

const leastMs = (...schedule: Schedule) => leastTimeMs(schedule, fault, usual)

test('one step needs the time until its end, at worst, and a second at least', () => {
  assert.equal(leastMs({ fault: 'pause-n2', at: '2s', for: '3s' }), 5_000)
  assert.equal(leastMs({ fault: 'pause-n2', at: '2s..4s', after: '1s', for: '3s..5s' }), 10_000)
  assert.equal(leastMs({ fault: 'kill-primary', at: '2s', for: '3s' }), 5_400)
  assert.equal(leastMs({ fault: 'pause-n2', at: '2s', until: '9s' }), 9_000)
  assert.equal(leastMs({ fault: 'pause-n2', at: '2s' }), 3_000)
  assert.equal(leastMs({ fault: 'switchover', at: '2s' }), 3_000)
})

test('whoever waits may need all of the patience', () => {
  const when = 'n2 is primary'
  assert.equal(leastMs({ fault: 'a', at: '2s', when, patience: '10s', for: '3s' }), 15_000)
  assert.equal(leastMs({ fault: 'a', at: '2s', when, for: '3s' }), 5_000)
  assert.equal(leastMs({ fault: 'a', at: '2s', until: when, patience: '10s' }), 12_000)
  const wait = { wait: when, patience: '4s' }
  assert.equal(leastMs({ sequence: [wait, { fault: 'a', for: '2s' }, wait] }), 10_000)
})

test('steps side by side need as much as the longest, and in a sequence they add up', () => {
  const short = { fault: 'a', at: '1s', for: '2s' }
  const long = { fault: 'b', at: '2s', for: '5s' }
  assert.equal(leastMs(short, long), 7_000)
  assert.equal(leastMs({ sequence: [short, long] }), 8_000)
  assert.equal(leastMs({ sequence: [short, { ...long, at: '9s' }] }), 14_000)
  assert.equal(leastMs(), 0)
})

test('what comes again and again must come once', () => {
  assert.equal(leastMs({ every: '10s', fault: 'a', for: '5s' }), 15_000)
  assert.equal(leastMs({ every: '10s', fault: 'a' }), 16_000)
  assert.equal(leastMs({ every: '10s', at: '1s', fault: 'a', for: '5s' }), 6_000)
  assert.equal(leastMs({ turns: ['a', 'b'], every: '10s' }), 26_000)
  const names = ['kill-primary', 'a']
  assert.equal(leastMs({ turns: names }), leastForPlan(names.map(fault), usual))
})

test('in the least time each fault of a schedule comes, whatever the seed', () => {
  const schedule: Schedule = [
    { every: '3s..5s', at: '1s..9s', fault: ['a', 'kill-primary'], for: '1s..2s' },
    { turns: ['a', 'b', 'switchover'], every: '2s..4s' },
  ]
  const timeLimitMs = leastTimeMs(schedule, fault, usual)
  for (let seed = 0; seed < 50; seed++) {
    const plain = expand(schedule, { fault, timeLimitMs, random: randomFrom(seed) })
    const names = new Set(faultsIn(plain).map(({ words }) => words))
    assert.ok(names.isSupersetOf(new Set(['b', 'switchover'])), String(seed))
    for (const entry of plain) assert.ok('sequence' in entry && entry.sequence.length > 0)
  }
})
