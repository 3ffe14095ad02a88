import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomFrom } from '../../runner/random.ts'
import { expand } from './expand.ts'
import type { PlainInjection, Schedule } from './schedule.ts'
import { msOf } from './time.ts'

const lasting: Record<string, number> = { crash: 100, 'lose-segment': Infinity }
const fault = (words: string) => ({ lastsMs: lasting[words] })

const expanded = (schedule: Schedule, seed = 1, timeLimitMs = 60_000) =>
  expand(schedule, { fault, timeLimitMs, random: randomFrom(seed) })

/** The steps of a schedule that is one sequence. */
function inOrder(schedule: Schedule, seed?: number): PlainInjection[] {
  const [first, ...more] = expanded(schedule, seed)
  assert.ok('sequence' in first && more.length === 0)
  return first.sequence as PlainInjection[]
}

test('what leaves nothing to chance stays as it is', () => {
  const schedule: Schedule = [
    { fault: 'pause-n2', at: '2s', for: '3s' },
    {
      sequence: [
        { wait: 'all standbys stream', patience: '20s' },
        { fault: 'kill-primary', until: 'failover' },
      ],
    },
  ]
  assert.deepEqual(expanded(schedule), schedule)
})

test('what is expanded is a schedule that expands to itself', () => {
  const schedule: Schedule = [
    { turns: ['kill-primary', 'lose-segment', 'crash'] },
    { every: '5s..9s', fault: ['pause-n2', 'crash'], for: '1s..2s' },
    { fault: 'stop-n3', at: '1s..9s', after: '0s..1s' },
  ]
  const plain = expanded(schedule)
  assert.deepEqual(expanded(plain, 2), plain)
  assert.deepEqual(expanded(schedule), plain)
  assert.notDeepEqual(expanded(schedule, 2), plain)
})

test('every so often is as often as it comes to its end within the load', () => {
  const steps = inOrder([{ every: '10s', fault: 'kill-primary', for: '5s' }])
  assert.deepEqual(
    steps.map(({ at }) => at),
    ['10s', '20s', '30s', '40s', '50s'],
  )
  const from = inOrder([{ every: '20s', at: '16s', fault: 'kill-primary', for: '5s' }])
  assert.deepEqual(
    from.map(({ at }) => at),
    ['16s', '36s'],
  )
})

test('what comes again is taken back before, as it lasts by itself or after six tenths', () => {
  const durations = (fault: string) => inOrder([{ every: '10s', fault }]).map((step) => step.for)
  assert.deepEqual(new Set(durations('kill-primary')), new Set(['6s']))
  assert.deepEqual(new Set(durations('crash')), new Set(['100ms']))
  assert.deepEqual(new Set(durations('lose-segment')), new Set(['6s']))
})

test('faults in turn begin again with the first', () => {
  const steps = inOrder([{ turns: ['kill-primary', 'crash'], every: '10s' }])
  assert.deepEqual(
    steps.map((step) => [step.fault, step.at, step.for]),
    [
      ['kill-primary', '10s', '6s'],
      ['crash', '20s', '100ms'],
      ['kill-primary', '30s', '6s'],
      ['crash', '40s', '100ms'],
      ['kill-primary', '50s', '6s'],
    ],
  )
})

test('chance takes each of several, and every moment of a range, by the seed alone', () => {
  const schedule: Schedule = [{ every: '1s..2s', fault: ['a', 'b'], for: '500ms..900ms' }]
  const steps = inOrder(schedule)
  assert.deepEqual(new Set(steps.map((step) => step.fault)), new Set(['a', 'b']))
  const times = steps.map(({ at }) => msOf(at!))
  const gaps = times.slice(1).map((at, i) => at - times[i])
  // Each time is rounded to the millisecond.
  assert.ok(gaps.every((gap) => gap >= 999 && gap <= 2001))
  assert.ok(new Set(gaps).size > 10)
  assert.deepEqual(inOrder(schedule), steps)
})
