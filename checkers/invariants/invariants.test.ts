import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { play, steps, withValues } from '../availability/testing/interleaved.ts'
import { bank } from './bank.ts'
import { counter } from './counter.ts'
import { longFork } from './long-fork.ts'
import { sequence } from './sequence.ts'
import { totalQueue } from './total-queue.ts'
import { uniqueIds } from './unique-ids.ts'
import { tried } from '../../history/tried.fixture.ts'

/** One operation after the other. */
const inTurn = (
  ...lines: [f: string, type: 'ok' | 'fail' | 'info', value: unknown, error?: string][]
) =>
  History.from(
    lines.flatMap(([f, type, value, error], i): Operation[] => [
      { index: 2 * i, process: i, type: 'invoke', f, value, timeNs: i },
      { index: 2 * i + 1, process: i, type, f, value, timeNs: i, error },
    ]),
  )

test('a counter may have taken an addition of which nobody knows, but not one that failed', () => {
  const read = (value: number) =>
    counter().check(inTurn(['add', 'info', 2], ['add', 'fail', 4], ['read', 'ok', value]), {})
      .verdict
  assert.deepEqual([0, 2, 4].map(read), ['pass', 'pass', 'fail'])
})

test('a counter starts where it is said to start', () => {
  assert.equal(counter().check(inTurn(['read', 'ok', 5]), { initial: 5 }).verdict, 'pass')
})

test('a bank with an overdrawn account, or with other accounts than at first', () => {
  const check = (...reads: unknown[]) =>
    bank().check(
      inTurn(...reads.map((value) => ['read', 'ok', value] as ['read', 'ok', unknown])),
      {},
    )
  const named = (...reads: unknown[]) => check(...reads).anomalies.map(({ name }) => name)
  assert.deepEqual(named({ a: 1, b: 1 }, { a: 3, b: -1 }), ['negative balance'])
  assert.deepEqual(named({ a: 1, b: 1 }, { a: 2 }), [])
  assert.deepEqual(named({ a: 2 }, { a: 1, b: 1 }), [])
  assert.deepEqual(named({ a: 1, b: 1 }, { a: 1 }), ['wrong total'])
  assert.deepEqual(named({ a: 1, b: 1 }, { a: 1, b: null }), ['wrong accounts'])
  assert.deepEqual(named([['a', 1]], new Map([['a', 2]])), ['wrong total'])
  assert.equal(check({ a: 1, b: 1 }, { a: 0, b: 2 }).total, 2)
  assert.equal(
    bank({ negativeBalances: true }).check(inTurn(['read', 'ok', { a: 3, b: -1 }]), {}).verdict,
    'pass',
  )
})

test('balances may be texts of numbers, and cents may be rounded', () => {
  const verdict = (...reads: unknown[]) =>
    bank().check(
      inTurn(...reads.map((value) => ['read', 'ok', value] as ['read', 'ok', unknown])),
      {},
    ).verdict
  assert.equal(verdict({ a: '10', b: '20.5' }, { a: '0', b: 30.5 }), 'pass')
  assert.equal(verdict({ a: '10', b: '20' }, { a: '10', b: '21' }), 'fail')
  assert.equal(verdict({ a: 0.1, b: 0.2 }, { a: 0.3, b: 0 }), 'pass')
  assert.equal(verdict({ a: 0.1, b: 0.2 }, { a: 0.3, b: 0.01 }), 'fail')
  assert.equal(verdict({ a: null, b: 1 }, { a: 1, b: 1 }), 'fail')
  assert.equal(verdict({ a: 1e15, b: 1 }, { a: 1e15, b: 2 }), 'fail')
})

test('a bank without accounts proves nothing', () => {
  assert.equal(bank().check(inTurn(['read', 'ok', {}]), {}).verdict, 'unknown')
  assert.equal(
    bank().check(inTurn(['read', 'ok', { a: 1 }], ['read', 'ok', {}]), {}).verdict,
    'fail',
  )
})

test('an addition that is no number leaves the counter unknown', () => {
  const { verdict, reason } = counter().check(inTurn(['add', 'ok', 'five'], ['read', 'ok', 5]), {})
  assert.deepEqual([verdict, reason], ['unknown', '1 additions are no whole numbers.'])
})

test('an empty queue that was never seen empty has lost nothing for certain', () => {
  const put = ['enqueue', 'ok', 1] as const
  const cases = [
    totalQueue().check(inTurn([...put]), {}),
    totalQueue().check(inTurn([...put], ['dequeue', 'info', null], ['drain', 'ok', []]), {}),
    totalQueue().check(inTurn([...put], ['drain', 'ok', []]), {}),
    totalQueue().check(inTurn([...put], ['dequeue', 'fail', null, 'empty']), {}),
  ]
  assert.deepEqual(
    cases.map(({ verdict, lost }) => [verdict, lost]),
    [
      ['unknown', [1]],
      ['unknown', [1]],
      ['fail', [1]],
      ['fail', [1]],
    ],
  )
})

test('gaps in a sequence are counted, and fail only where they are promised not to be', () => {
  const history = inTurn(['generate', 'ok', 1], ['generate', 'ok', 5])
  assert.deepEqual(
    [sequence().check(history, {}).verdict, sequence().check(history, {}).gaps],
    ['pass', 3],
  )
  assert.equal(sequence({ gapless: true }).check(history, {}).verdict, 'fail')
})

test('repeats and steps back are those that comparing all pairs finds', () => {
  const walks = fc.tuple(steps(), fc.infiniteStream(fc.nat(8)))
  fc.assert(
    fc.property(walks, ([walk, numbers]) => {
      const honest = play(
        walk,
        () => ({ f: 'generate', value: null }),
        () => 0,
      )
      const operations = withValues(honest, () => numbers.next().value)
      const history = History.from(operations)
      const draws = operations
        .filter(({ type }) => type === 'ok')
        .map(({ index, value }) => ({ start: history.pair[index], end: index, n: value as number }))
      const back = draws.filter((b) => draws.some((a) => a.end < b.start && a.n > b.n))
      const result = sequence().check(history, {})
      assert.equal(result.backwards, back.length)
      assert.equal(result.repeats, draws.length - new Set(draws.map(({ n }) => n)).size)
      const ids = uniqueIds().check(history, {})
      assert.equal(
        ids.duplicated.reduce((total, { count }) => total + count - 1, 0),
        result.repeats,
      )
    }),
    { numRuns: tried(50) },
  )
})

test('long fork: a key that was written twice proves nothing', () => {
  const reads = (...values: (number | null)[]) =>
    ['txn', 'ok', values.map((value, key) => ['r', key, value])] as ['txn', 'ok', unknown]
  const verdict = (...lines: Parameters<typeof inTurn>) =>
    longFork().check(inTurn(...lines), {}).verdict
  assert.equal(verdict(reads(1, null), reads(null, 1)), 'fail')
  assert.equal(verdict(reads(1, null), reads(null, 1), reads(2, 1)), 'unknown')
  assert.equal(verdict(reads(1, 1), reads(null, null)), 'unknown')
  assert.equal(verdict(reads(1, null), reads(1, 1)), 'pass')
})
