import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { withValues } from '../availability/testing/interleaved.ts'
import { fault, inOrder } from '../availability/testing/simulated.ts'
import type { Checker } from '../checker.ts'
import { assertLaws } from '../laws.ts'
import { durability } from './durability.ts'
import { setFull } from './set-full.ts'
import { set } from './set.ts'
import { asLists, setHistories } from './testing/generated.ts'
import { tried } from '../../history/tried.fixture.ts'

const family: Checker[] = [durability(), set(), setFull()]

type Line = [
  f: string,
  type: 'ok' | 'fail' | 'info',
  value: unknown,
  fromMs: number,
  toMs: number,
  node?: string,
]

const lines = (...all: Line[]) =>
  inOrder(
    all.flatMap(([f, type, value, fromMs, toMs, node], process) => [
      {
        process,
        type: 'invoke',
        f,
        value: f === 'read' ? null : value,
        timeNs: fromMs * 1e6,
        node,
      },
      { process, type, f, value, timeNs: toMs * 1e6, node },
    ]),
  )

const other: Line = ['add', 'ok', 'other', 0, 1]

/** What each of the family says of a set, which also has an `other` element, and the durability of it as a list. */
function told(...all: Line[]): string[] {
  const operations = lines(other, ...all.map(alsoShowing))
  const judge = (checker: Checker, some: Operation[]) => {
    const { verdict, anomalies } = checker.check(History.from(some), {})
    if (verdict === 'fail') assertLaws(checker, some, { needsFinalRead: true })
    return [verdict, ...anomalies.map(({ name }) => name)].join(': ')
  }
  return [
    ...family.map((checker) => judge(checker, operations)),
    judge(durability(), asLists(operations)),
  ]
}

function alsoShowing([f, type, value, ...rest]: Line): Line {
  return [f, type, f === 'read' ? ['other', ...(value as unknown[])] : value, ...rest]
}

const all = (verdict: string) => Array.from({ length: 4 }, () => verdict)

test('what was read and is gone is lost, whatever its client heard', () => {
  const add: Line = ['add', 'info', 1, 2, 3]
  const gone: Line = ['read', 'ok', [], 8, 9]
  assert.deepEqual(told(add, ['read', 'ok', [1], 4, 5], gone), all('fail: seen then lost'))
  assert.deepEqual(told(add, gone), all('pass'))
  // It may have been added after the last read had looked.
  assert.deepEqual(told(add, ['read', 'ok', [1], 7, 10], gone), all('pass'))
})

test('it is told where and when it was seen and missing, and counted', () => {
  const { anomalies, seenThenLost, seenThenLostWrites, absent } = durability().check(
    History.from(
      lines(
        other,
        ['add', 'info', 1, 2, 3, 'n1'],
        ['read', 'ok', ['other', 1], 4, 5, 'n1'],
        ['add', 'ok', 2, 6, 7, 'n2'],
        ['read', 'ok', ['other', 2], 8, 9, 'n2'],
      ),
    ),
    {},
  )
  assert.deepEqual([seenThenLost, absent], [1, 1])
  assert.deepEqual(seenThenLostWrites, [{ element: 1 }])
  assert.equal(
    anomalies[0].summary,
    '1 writes of unknown outcome were read and are gone: 1 was read at 0.005 s on n1, and missing at 0.009 s on n2.',
  )
})

test('a node that lags behind another has not lost what that one still shows', () => {
  const verdict = (...events: Omit<Operation, 'index'>[]) => {
    const operations = lines(
      ['add', 'ok', 0, 0, 1],
      ['add', 'info', 1, 2, 3],
      ['read', 'ok', [0, 1], 4, 5, 'n1'],
      ['read', 'ok', [0], 8, 9, 'n2'],
    )
    const history = History.from(inOrder([...operations, ...events]))
    return family.map((checker) => {
      const { verdict, reason, anomalies } = checker.check(history, {})
      return `${verdict}: ${reason ?? anomalies[0].name}`
    })
  }
  const unknown =
    'unknown: 1 elements of unknown outcome are not in the last read, but another of the last reads showed them.'
  assert.deepEqual(verdict(), [unknown, unknown, unknown])
  assert.deepEqual(
    verdict(fault('invoke', 'kill', 6, null)),
    family.map(() => 'fail: seen then lost'),
  )
})

test('what certainly failed must not be read', () => {
  const failed: Line = ['add', 'fail', 1, 2, 3]
  const read: Line = ['read', 'ok', [1], 6, 7]
  assert.deepEqual(told(failed, read), all('fail: aborted read'))
  // Gone again, it is no loss.
  assert.deepEqual(told(failed, read, ['read', 'ok', [], 8, 9]), all('fail: aborted read'))
  assert.deepEqual(told(failed, ['add', 'info', 1, 4, 5], read), all('pass'))
  assert.deepEqual(told(['add', 'info', 1, 1, 5], failed, read), all('pass'))
  assert.deepEqual(
    told(failed, read, ['add', 'ok', 1, 8, 9], ['read', 'ok', [1], 10, 11]),
    all('fail: aborted read'),
  )
})

test('nothing is read before somebody begins to add it', () => {
  const read: Line = ['read', 'ok', [1], 2, 3]
  const last: Line = ['read', 'ok', [1], 8, 9]
  assert.deepEqual(told(read, ['add', 'ok', 1, 4, 5], last), all('fail: future read'))
  assert.deepEqual(
    told(read, ['add', 'fail', 1, 4, 5], ['read', 'ok', [], 8, 9]),
    all('fail: future read'),
  )
  assert.deepEqual(told(['read', 'ok', [1], 2, 6], ['add', 'ok', 1, 4, 5], last), all('pass'))
})

test('without invocations nobody knows what had begun', () => {
  const ends = lines(
    ['read', 'ok', [1], 2, 3],
    ['add', 'ok', 1, 4, 5],
    ['add', 'fail', 2, 6, 7],
    ['read', 'ok', [1, 2], 8, 9],
  ).filter(({ type }) => type !== 'invoke')
  for (const checker of family) {
    const { anomalies } = checker.check(History.from(ends, { completionOnly: true }), {})
    assert.deepEqual(
      anomalies.map(({ name }) => name),
      ['aborted read'],
    )
  }
})

test('what nobody added is told by all, whenever it was read', () => {
  assert.deepEqual(
    told(['read', 'ok', [7], 2, 3], ['read', 'ok', [], 4, 5]),
    all('fail: unexpected element'),
  )
})

test('a read that shows no list leaves it unknown', () => {
  const operations = lines(other, ['read', 'ok', 5, 2, 3], ['read', 'ok', ['other'], 4, 5])
  for (const checker of family) {
    const { verdict, reason } = checker.check(History.from(operations), {})
    assert.deepEqual([verdict, reason], ['unknown', '1 reads show no list of elements.'])
  }
})

test('an element of unknown outcome that is taken out of the last read was lost if any read before showed it', () => {
  fc.assert(
    fc.property(setHistories(), fc.nat(), (operations, pick) => {
      const last = operations.at(-1)!
      const isOk = (element: unknown) =>
        operations.some(({ f, type, value }) => f === 'add' && type === 'ok' && value === element)
      const doubtful = (last.value as unknown[]).filter((element) => !isOk(element))
      fc.pre(doubtful.length > 0)
      const victim = doubtful[pick % doubtful.length]
      const dropped = withValues(operations, ({ index, value }) =>
        index === last.index ? (value as unknown[]).filter((each) => each !== victim) : value,
      )
      const wasSeen = dropped.some(
        ({ f, type, value }) =>
          f === 'read' && type === 'ok' && (value as unknown[]).includes(victim),
      )
      for (const checker of family) {
        const names = checker.check(History.from(dropped), {}).anomalies.map(({ name }) => name)
        assert.deepEqual(names, wasSeen ? ['seen then lost'] : [])
        if (wasSeen) assertLaws(checker, dropped, { needsFinalRead: true })
      }
    }),
    { numRuns: tried(60) },
  )
})
