import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { withValues } from '../availability/testing/interleaved.ts'
import { inOrder } from '../availability/testing/simulated.ts'
import type { Checker } from '../checker.ts'
import { assertLaws } from '../laws.ts'
import { staleness } from '../staleness/staleness.ts'
import { durability } from './durability.ts'
import { setFull } from './set-full.ts'
import { set } from './set.ts'
import { removingHistories } from './testing/generated.ts'
import { possible } from './testing/possible.ts'

const family: Checker[] = [durability(), set(), setFull()]

type Line = [f: string, type: 'ok' | 'fail' | 'info', value: unknown, fromMs: number, toMs: number]

const op = ([f, type, value, fromMs, toMs]: Line, process: number, node?: string) => [
  { process, type: 'invoke' as const, f, value: f === 'read' ? null : value, timeNs: fromMs, node },
  { process, type, f, value, timeNs: toMs, node },
]
const lines = (...all: Line[]) => inOrder(all.flatMap((line, process) => op(line, process)))

function told(operations: Operation[]): string[] {
  return family.map((checker) => {
    const { verdict, anomalies } = checker.check(History.from(operations), {})
    if (verdict === 'fail') assertLaws(checker, operations, { needsFinalRead: true })
    return [verdict, ...anomalies.map(({ name }) => name)].join(': ')
  })
}
const all = (verdict: string) => family.map(() => verdict)

test('an element that was removed is missing rightly, and there wrongly', () => {
  const before: Line[] = [
    ['add', 'ok', 1, 0, 1],
    ['remove', 'ok', 1, 2, 3],
  ]
  assert.deepEqual(told(lines(...before, ['read', 'ok', [], 4, 5])), all('pass'))
  assert.deepEqual(
    told(lines(...before, ['read', 'ok', [1], 4, 5])),
    all('fail: resurrected element'),
  )
  const again: Line[] = [...before, ['add', 'ok', 1, 4, 5]]
  assert.deepEqual(told(lines(...again, ['read', 'ok', [1], 6, 7])), all('pass'))
  assert.deepEqual(told(lines(...again, ['read', 'ok', [], 6, 7])), all('fail: lost write'))
  const concurrent: Line[] = [
    ['add', 'ok', 1, 0, 3],
    ['remove', 'ok', 1, 2, 4],
  ]
  assert.notEqual(told(lines(...concurrent, ['read', 'ok', [1], 6, 7]))[0], 'fail')
  assert.notEqual(told(lines(...concurrent, ['read', 'ok', [], 6, 7]))[0], 'fail')
})

test('a remove without an answer explains an absence and proves nothing; one that failed explains none', () => {
  const end = (type: 'info' | 'fail', shown: number[]) =>
    told(lines(['add', 'ok', 1, 0, 1], ['remove', type, 1, 2, 3], ['read', 'ok', shown, 4, 5]))
  assert.deepEqual(end('info', []), all('unknown'))
  assert.deepEqual(end('info', [1]), all('pass'))
  assert.deepEqual(end('fail', []), all('fail: lost write'))
  assert.deepEqual(end('fail', [1]), all('pass'))
})

test('an add without an answer that was seen before the remove began does not put it back', () => {
  const history = (...seen: Line[]) =>
    told(
      lines(
        ['add', 'ok', 0, 0, 1],
        ['add', 'info', 1, 0, 1],
        ...seen,
        ['remove', 'ok', 1, 4, 5],
        ['read', 'ok', [0, 1], 6, 7],
      ),
    )
  assert.deepEqual(history(), all('pass'))
  assert.deepEqual(history(['read', 'ok', [0, 1], 2, 3]), all('fail: resurrected element'))
})

test('a standby that lags shows what is removed, and so says nothing against the remove', () => {
  const history = History.from(
    inOrder([
      ...op(['add', 'ok', 1, 0, 1], 0, 'n1'),
      ...op(['remove', 'ok', 1, 2, 3], 0, 'n1'),
      ...op(['read', 'ok', [], 4, 5], 1, 'n1'),
      ...op(['read', 'ok', [1], 6, 7], 1, 'n2'),
    ]),
  )
  for (const checker of family) {
    const { verdict, reason } = checker.check(history, {})
    assert.equal(verdict, 'unknown')
    assert.equal(
      reason,
      '1 removed elements are in the last read, but another of the last reads no longer showed them.',
    )
  }
})

test('without invocations an add and a remove have no order', () => {
  const judge = (shown: number[], ...all: Line[]) => {
    const ends = lines(...all, ['read', 'ok', shown, 8, 9]).filter(({ type }) => type !== 'invoke')
    const history = History.from(ends, { completionOnly: true })
    return family.map((checker) => checker.check(history, {}).verdict)
  }
  const add: Line = ['add', 'ok', 1, 0, 1]
  const remove: Line = ['remove', 'ok', 1, 2, 3]
  assert.deepEqual(judge([1], add, remove), all('pass'))
  assert.deepEqual(judge([], remove, ['add', 'ok', 1, 4, 5]), all('unknown'))
  assert.deepEqual(judge([], add), all('fail'))
})

test('of an element that was added again, the last acknowledgement is the one that was broken', () => {
  const { lostWrites, lostWindow } = durability().check(
    History.from(
      lines(
        ['add', 'ok', 1, 0, 1],
        ['remove', 'ok', 1, 2, 3],
        ['read', 'ok', [], 4, 5],
        ['add', 'ok', 1, 6, 7],
        ['read', 'ok', [], 8, 9],
      ),
    ),
    {},
  )
  const [{ acknowledged, firstMissing }] = lostWrites
  assert.deepEqual([acknowledged.timeNs, firstMissing.timeNs], [7, 9])
  assert.deepEqual(lostWindow, { firstNs: 7, lastNs: 7 })
})

test('what may have been removed makes no read stale', () => {
  const operations = lines(
    ['add', 'ok', 1, 0, 1],
    ['add', 'ok', 2, 0, 1],
    ['read', 'ok', [1, 2], 2, 3],
    ['remove', 'ok', 1, 4, 5],
    ['read', 'ok', [2], 6, 7],
    ['add', 'ok', 1, 8, 9],
    ['read', 'ok', [1, 2], 10, 11],
  )
  assert.equal(staleness().check(History.from(operations), {}).verdict, 'pass')
  assert.equal(durability().check(History.from(operations), {}).resurrected, 0)
  assert.deepEqual(
    setFull({ linearizable: true }).check(History.from(operations), {}).verdict,
    'pass',
  )
})

test('an honest set never fails, and keeps the laws', () => {
  fc.assert(
    fc.property(removingHistories(), (operations) => {
      for (const checker of family) {
        assert.notEqual(checker.check(History.from(operations), {}).verdict, 'fail')
        assertLaws(checker, operations, { needsFinalRead: true })
      }
    }),
    { numRuns: 60 },
  )
})

/** Lets some reads show other elements, and asks which reads. */
const dishonest = () =>
  fc
    .tuple(removingHistories(16), fc.array(fc.nat(7), { minLength: 16, maxLength: 16 }))
    .map(([operations, masks]) => {
      let reads = 0
      return withValues(operations, ({ f, value }) =>
        f === 'read' ? [0, 1, 2].filter((each) => (masks[reads++ % 16] >> each) & 1) : value,
      )
    })

test('what fails is in no order possible, and with one read what is in no order possible fails', () => {
  let failed = 0
  fc.assert(
    fc.property(dishonest(), fc.boolean(), (made, onlyLast) => {
      const last = made.at(-1)!.process
      const operations = onlyLast
        ? inOrder(made.filter(({ f, process }) => f !== 'read' || process === last))
        : made
      const reads = operations.filter(({ f, type }) => f === 'read' && type === 'ok')
      const ends = reads.map(({ index }) => index)
      const isPossible = [0, 1, 2].every((element) => possible(operations, element, ends))
      for (const checker of family) {
        const { verdict, anomalies } = checker.check(History.from(operations), {})
        if (isPossible) assert.notEqual(verdict, 'fail', anomalies[0]?.summary)
        else if (onlyLast) assert.equal(verdict, 'fail')
        if (verdict === 'fail') failed++
      }
    }),
    { numRuns: 600 },
  )
  assert.ok(failed > 0)
})
