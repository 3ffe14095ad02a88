import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { play, steps, withValues } from '../availability/testing/interleaved.ts'
import { inOrder } from '../availability/testing/simulated.ts'
import { assertLaws } from '../laws.ts'
import { counter } from './counter.ts'
import { isSubsetSum } from './subset-sum.ts'

type Line = [f: string, type: 'ok' | 'fail' | 'info', value: unknown, from: number, to: number]

const lines = (...all: Line[]): Operation[] =>
  inOrder(
    all.flatMap(([f, type, value, from, to], process) => [
      { process, type: 'invoke', f, value: f === 'read' ? null : value, timeNs: from },
      { process, type, f, value, timeNs: to },
    ]),
  )

function told(...all: Line[]): string {
  const operations = lines(...all)
  const { verdict, anomalies, reason } = counter().check(History.from(operations), {})
  if (verdict === 'fail') assertLaws(counter(), operations)
  return [verdict, ...anomalies.map(({ name }) => name), reason ?? ''].filter(Boolean).join(': ')
}

test('a read within bounds of what no additions sum up to is impossible', () => {
  const reads = (value: unknown) =>
    told(['add', 'info', 2, 0, 1], ['add', 'info', 5, 0, 1], ['read', 'ok', value, 2, 3])
  assert.deepEqual([0, 1, 2, 3, 5, 7].map(reads), [
    'pass',
    'fail: impossible sum',
    'pass',
    'fail: impossible sum',
    'pass',
    'pass',
  ])
})

test('a value does not go back while nothing is subtracted, nor forth while nothing is added', () => {
  const down = (...more: Line[]) =>
    told(['add', 'info', 1, 0, 1], ['read', 'ok', 1, 2, 3], ...more, ['read', 'ok', 0, 6, 7])
  assert.equal(down(), 'fail: non-monotonic read')
  assert.equal(down(['add', 'info', -1, 4, 5]), 'pass')
  assert.equal(down(['add', 'fail', -1, 4, 5]), 'fail: non-monotonic read')
  const up = told(['add', 'info', -1, 0, 1], ['read', 'ok', -1, 2, 3], ['read', 'ok', 0, 6, 7])
  assert.equal(up, 'fail: non-monotonic read')
  // Reads that overlap have no order.
  assert.equal(
    told(['add', 'info', 1, 0, 1], ['read', 'ok', 1, 2, 4], ['read', 'ok', 0, 3, 7]),
    'pass',
  )
})

test('numbers beyond 2⁵³ come as their digits, and are exact', () => {
  const big = '9007199254740993'
  const reads = (value: unknown) => told(['add', 'ok', big, 0, 1], ['read', 'ok', value, 2, 3])
  assert.equal(reads(big), 'pass')
  assert.equal(reads('9007199254740992'), 'fail: impossible counter')
  const { errors } = counter().check(
    History.from(lines(['add', 'ok', big, 0, 1], ['read', 'ok', 0, 2, 3])),
    {},
  )
  assert.deepEqual(errors, [{ lower: big, value: 0, upper: big }])
  assert.equal(
    counter().check(History.from(lines(['read', 'ok', big, 2, 3])), { initial: big }).verdict,
    'pass',
  )
})

test('what shows no whole number is not passed over', () => {
  const read: Line = ['read', 'ok', 1, 2, 3]
  assert.equal(
    told(['add', 'ok', 1, 0, 1], read, ['read', 'ok', null, 4, 5]),
    'unknown: 1 reads show no whole number.',
  )
  assert.equal(told(['add', 'ok', 0.5, 0, 1], read), 'unknown: 1 additions are no whole numbers.')
  assert.equal(
    counter().check(History.from(lines(read)), { initial: { x: 1 } }).reason,
    'The counter starts at {"x":1}, no whole number.',
  )
})

test('without invocations everything may have happened at once', () => {
  const ends = lines(['add', 'ok', 1, 0, 1], ['read', 'ok', 0, 2, 3], ['read', 'ok', 1, 4, 5])
  const history = (value: unknown) =>
    History.from(
      ends
        .filter(({ type }) => type === 'ok')
        .map((each, index) => ({ ...each, index, value: index === 1 ? value : each.value })),
      { completionOnly: true },
    )
  assert.equal(counter().check(history(0), {}).verdict, 'pass')
  assert.equal(counter().check(history(2), {}).verdict, 'fail')
})

test('sums are those that trying all choices finds', () => {
  const amounts = fc.array(fc.integer({ min: -12, max: 40 }), { maxLength: 9 })
  fc.assert(
    fc.property(amounts, fc.integer({ min: -60, max: 200 }), (some, target) => {
      const all = some.reduce(
        (sums, amount) => new Set([...sums, ...sums.values().map((sum) => sum + amount)]),
        new Set([0]),
      )
      const counts = new Map<bigint, number>()
      for (const amount of some) counts.set(BigInt(amount), (counts.get(BigInt(amount)) ?? 0) + 1)
      assert.equal(isSubsetSum(counts, BigInt(target), { left: 1e6 }), all.has(target))
    }),
    { numRuns: 500 },
  )
})

test('a search for a sum that would take for ever is given up, and the verdict says so', () => {
  const amounts = Array.from({ length: 40 }, (_, i) => 7n ** 12n + 3n ** BigInt(i))
  const adds = amounts.map((amount): Line => ['add', 'info', `${amount}`, 0, 1])
  const seen = amounts.slice(20).reduce((sum, amount) => sum + amount)
  assert.equal(
    told(...adds, ['read', 'ok', `${seen}`, 2, 3]),
    'pass: 1 reads were judged by their bounds alone: too many sums were possible.',
  )
})

/** Reads of a counter that tell the truth, but for a few. */
const histories = () =>
  fc
    .tuple(steps(18), fc.array(fc.integer({ min: -2, max: 3 }), { minLength: 18, maxLength: 18 }))
    .map(([walk, off]) => {
      let sum = 0
      const honest = play(
        walk,
        ({ dice }) =>
          dice % 2
            ? { f: 'read', value: null }
            : { f: 'add', value: [1, 3, 4, -2][dice % 4 === 0 ? 3 : dice % 3] },
        ({ f, value }) => (f === 'read' ? sum : ((sum += value as number), value)),
      )
      return withValues(honest, ({ f, value, index }) =>
        f === 'read' ? (value as number) + off[index % 18] : value,
      )
    })

test('what fails is in no order possible; any one read, and any two, that no choice explains do fail', () => {
  let failed = 0
  fc.assert(
    fc.property(histories(), (operations) => {
      const { verdict, anomalies } = counter().check(History.from(operations), {})
      const adds = actsOf(operations, 'add')
      const reads = actsOf(operations, 'read').filter(({ sure }) => sure)
      if (verdict === 'fail') {
        failed++
        assert.ok(!possible([...adds, ...reads], 0), anomalies[0].summary)
        assertLaws(counter(), operations)
      } else for (const read of reads) assert.ok(sumsSeenBy(read, adds).has(read.value))
      for (const a of reads)
        for (const b of reads.filter(({ start }) => start > a.end)) {
          const moved = b.value - a.value
          const may = adds.filter(({ start, end }) => start < b.end && end > a.start)
          const least = may.reduce((sum, { value }) => sum + Math.min(0, value), 0)
          const most = may.reduce((sum, { value }) => sum + Math.max(0, value), 0)
          if (moved < least || moved > most) assert.equal(verdict, 'fail')
        }
    }),
    { numRuns: 300 },
  )
  assert.ok(failed > 0)
})

interface Act {
  f: string
  start: number
  end: number
  sure: boolean
  value: number
}

function actsOf(operations: Operation[], f: string): Act[] {
  return operations.flatMap((start, index): Act[] => {
    if (start.f !== f || start.type !== 'invoke') return []
    const end = operations.find(({ process }, i) => i > index && process === start.process)
    if (end?.type === 'fail') return []
    const sure = end?.type === 'ok'
    const value = (sure ? end.value : start.value) as number
    return [{ f, start: index, end: sure ? end.index : Infinity, sure, value }]
  })
}

function sumsSeenBy(read: Act, adds: Act[]): Set<number> {
  let sums = new Set([0])
  for (const { start, end, value } of adds) {
    if (start > read.end) continue
    const seen = sums.values().map((sum) => sum + value)
    sums = end < read.start ? new Set(seen) : new Set([...sums, ...seen])
  }
  return sums
}

function possible(left: Act[], sum: number): boolean {
  if (left.every(({ sure }) => !sure)) return true
  const firstEnd = Math.min(...left.map(({ end }) => end))
  return left.some((act) => {
    if (act.start > firstEnd || (act.f === 'read' && act.value !== sum)) return false
    const after = act.f === 'read' ? sum : sum + act.value
    return possible(
      left.filter((other) => other !== act),
      after,
    )
  })
}
