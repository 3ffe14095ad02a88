import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../history/history.ts'
import type { Key, Operation } from '../../history/operation.ts'
import type { Checker } from '../checker.ts'
import { assertLaws } from '../laws.ts'
import { bank } from './bank.ts'
import { longFork } from './long-fork.ts'
import { monotonic } from './monotonic.ts'
import { sequence } from './sequence.ts'
import { totalQueue } from './total-queue.ts'

/** Just beyond 2⁵³, as the readers give them: rounded to a number, these three are two. */
const [LOW, MIDDLE, HIGH] = ['9007199254740992', '9007199254740993', '9007199254740994']

type Line = [f: string, value: unknown, process?: number, key?: Key, type?: 'ok' | 'info']

/** One operation after the other: its verdict, and the names of its anomalies or its reason. */
function told(checker: Checker, ...lines: Line[]): string {
  const operations = lines.flatMap(([f, value, process = 0, key, type = 'ok'], i): Operation[] => [
    { index: 2 * i, process, type: 'invoke', f, key, value, timeNs: i },
    { index: 2 * i + 1, process, type, f, key, value, timeNs: i },
  ])
  const { verdict, anomalies, reason } = checker.check(History.from(operations), {})
  if (verdict === 'fail') assertLaws(checker, operations)
  return [verdict, ...anomalies.map(({ name }) => name), reason ?? ''].filter(Boolean).join(': ')
}

test('sequence: numbers beyond 2⁵³ are told apart, and their gaps', () => {
  const drawn = (checker: Checker, ...numbers: unknown[]) =>
    told(checker, ...numbers.map((number): Line => ['generate', number]))
  assert.equal(drawn(sequence(), LOW, MIDDLE), 'pass')
  assert.equal(drawn(sequence(), MIDDLE, MIDDLE), 'fail: repeated number')
  assert.equal(drawn(sequence(), MIDDLE, LOW), 'fail: backwards sequence')
  assert.equal(drawn(sequence({ gapless: true }), LOW, MIDDLE, HIGH), 'pass')
  assert.equal(drawn(sequence({ gapless: true }), LOW, HIGH), 'fail: gap')
})

test('sequence: each key has numbers of its own', () => {
  const lines: Line[] = [
    ['generate', 1, 0, 'x'],
    ['generate', 1, 0, 'y'],
    ['generate', 2, 0, 'x'],
  ]
  assert.equal(told(sequence(), ...lines), 'pass')
  assert.equal(told(sequence(), ...lines, ['generate', 2, 1, 'x']), 'fail: repeated number')
  // What may have taken a number of one sequence explains no gap of another.
  assert.equal(
    told(
      sequence({ gapless: true }),
      ['generate', 1, 0, 'x'],
      ['generate', null, 1, 'y', 'info'],
      ['generate', 3, 0, 'x'],
    ),
    'fail: gap',
  )
})

test('sequence: what is no whole number is not passed over', () => {
  assert.equal(
    told(sequence(), ['generate', 1], ['generate', 'one']),
    'unknown: 1 numbers that were handed out are no whole numbers.',
  )
  assert.equal(
    told(sequence(), ['generate', 1], ['generate', null], ['generate', 1]),
    'fail: repeated number',
  )
})

test('monotonic: numbers beyond 2⁵³, of several keys, and nothing after something', () => {
  const reads = (...values: unknown[]) =>
    told(monotonic(), ...values.map((value): Line => ['read', value]))
  assert.equal(reads(LOW, MIDDLE), 'pass')
  assert.equal(reads(MIDDLE, LOW), 'fail: non-monotonic read')
  assert.equal(reads(MIDDLE, 5), 'fail: non-monotonic read')
  assert.equal(reads({ x: 1, y: 2 }, { x: 2 }, { y: 2 }), 'pass')
  assert.equal(reads({ x: 1, y: 2 }, { x: 2 }, { y: 1 }), 'fail: non-monotonic read')
  assert.equal(reads(new Map([[1, 5]]), new Map([[1, 4]])), 'fail: non-monotonic read')
  assert.equal(reads(null, 1, 1.5), 'pass')
  assert.equal(reads(1, null), 'fail: non-monotonic read')
  assert.equal(reads(1, 'tomorrow'), 'unknown: 1 reads show what is no number.')
  assert.equal(reads(null), 'unknown: No number was read.')
})

test('long fork: reads of other keys are compared over those that they share', () => {
  const reads = (...all: [Key, unknown][][]) =>
    told(
      longFork(),
      ...all.map((some): Line => ['txn', some.map(([key, value]) => ['r', key, value])]),
    )
  const saw = (key: Key): [Key, unknown] => [key, 1]
  const missed = (key: Key): [Key, unknown] => [key, null]
  assert.equal(reads([saw('x'), missed('y')], [saw('y'), missed('x'), saw('z')]), 'fail: long fork')
  assert.equal(reads([saw('x'), missed('y')], [saw('y'), missed('z')]), 'pass')
  assert.equal(reads([saw('x'), missed('y')], [saw('x'), missed('z')]), 'pass')
})

test('long fork: a transaction that writes too is judged by what it did not write', () => {
  const xOnly: Line = [
    'txn',
    [
      ['r', 'x', 1],
      ['r', 'y', null],
    ],
  ]
  const yOnly = [
    ['r', 'y', 1],
    ['r', 'x', null],
  ]
  assert.equal(told(longFork(), xOnly, ['txn', [...yOnly, ['w', 'z', 1]]]), 'fail: long fork')
  // Its own write it sees, whatever others see: a write skew, and no fork.
  assert.equal(told(longFork(), xOnly, ['txn', [['w', 'y', 1], ...yOnly]]), 'pass')
})

test('long fork: reads of several keys may be maps, and what is neither is not passed over', () => {
  const both: Line[] = [
    ['read', { x: 1, y: null }],
    [
      'read',
      new Map([
        ['x', null],
        ['y', 1],
      ]),
    ],
  ]
  assert.equal(told(longFork(), ...both), 'fail: long fork')
  assert.equal(
    told(longFork(), ['read', { x: 1, y: null }], ['read', 5]),
    'unknown: 1 transactions are no reads and writes of registers.',
  )
  assert.equal(
    told(
      longFork(),
      [
        'txn',
        [
          ['r', 'x', 1],
          ['r', 'y', null],
        ],
      ],
      ['txn', [['append', 'x', 1]]],
    ),
    'unknown: 1 transactions are no reads and writes of registers.',
  )
})

test('long fork: the forks are those that comparing all pairs over all keys finds', () => {
  const keys = ['w', 'x', 'y', 'z']
  const view = fc.uniqueArray(fc.tuple(fc.constantFrom(...keys), fc.boolean()), {
    selector: ([key]) => key,
    minLength: 2,
  })
  fc.assert(
    fc.property(fc.array(view, { maxLength: 6 }), (views) => {
      const saw = (some: [string, boolean][], wanted: boolean) =>
        new Set(some.filter(([, seen]) => seen === wanted).map(([key]) => key))
      const sawMore = (a: [string, boolean][], b: [string, boolean][]) =>
        !saw(a, true).isDisjointFrom(saw(b, false))
      const isFork = views.some((a) => views.some((b) => sawMore(a, b) && sawMore(b, a)))
      const verdict = told(
        longFork(),
        ...views.map((some): Line => [
          'txn',
          some.map(([key, seen]) => ['r', key, seen ? 1 : null]),
        ]),
      )
      assert.equal(verdict === 'fail: long fork', isFork)
    }),
  )
})

test('long fork: equal names below two keys are two', () => {
  const read = (x: unknown, y: unknown, key: Key): Line => [
    'txn',
    [
      ['r', 'x', x],
      ['r', 'y', y],
    ],
    0,
    key,
  ]
  assert.equal(told(longFork(), read(1, null, 'a'), read(null, 1, 'b')), 'pass')
  assert.equal(told(longFork(), read(1, null, 'a'), read(null, 1, 'a')), 'fail: long fork')
})

test('bank: an account may be dropped when it is empty, unless accounts are fixed', () => {
  const reads = (checker: Checker, ...values: unknown[]) =>
    told(checker, ...values.map((value): Line => ['read', value]))
  const dropped = [{ a: 5, b: 5 }, { a: 10 }, { a: 4, b: 5, c: 1 }]
  assert.equal(reads(bank(), ...dropped), 'pass')
  assert.equal(reads(bank({ fixedAccounts: true }), ...dropped), 'fail: wrong accounts')
  assert.equal(reads(bank(), { a: 5, b: 5 }, { a: 5 }), 'fail: wrong total')
})

test('bank: balances beyond 2⁵³ are exact, and what shows none is not passed over', () => {
  const reads = (checker: Checker, ...values: unknown[]) =>
    told(checker, ...values.map((value): Line => ['read', value]))
  assert.equal(reads(bank(), { a: LOW, b: 1 }, { a: MIDDLE, b: 0 }), 'pass')
  assert.equal(reads(bank(), { a: LOW, b: 0 }, { a: MIDDLE, b: 0 }), 'fail: wrong total')
  assert.equal(reads(bank({ total: MIDDLE }), { a: LOW, b: 0 }), 'fail: wrong total')
  assert.equal(bank().check(History.from([]), {}).total, null)
  assert.equal(reads(bank(), { a: 1 }, 'all'), 'unknown: 1 reads show no balances.')
})

test('total queue: what failed to be enqueued, or was not yet, does not come out', () => {
  const queue = (...lines: [f: string, type: 'ok' | 'fail' | 'info', value: unknown][]) => {
    const operations = lines.flatMap(([f, type, value], process): Operation[] => [
      { index: 2 * process, process, type: 'invoke', f, value, timeNs: process },
      { index: 2 * process + 1, process, type, f, value, timeNs: process },
    ])
    const { verdict, anomalies } = totalQueue().check(History.from(operations), {})
    if (verdict === 'fail') assertLaws(totalQueue(), operations, { needsFinalRead: true })
    return [verdict, ...anomalies.map(({ name }) => name)].join(': ')
  }
  const other = ['enqueue', 'ok', 0] as const
  const drain = ['drain', 'ok', [0]] as const
  const put = (type: 'ok' | 'fail' | 'info') => ['enqueue', type, 1] as const
  const out = ['dequeue', 'ok', 1] as const
  const play = (...middle: (readonly [string, 'ok' | 'fail' | 'info', unknown])[]) =>
    queue(
      [...other],
      ...middle.map(([...line]): [string, 'ok' | 'fail' | 'info', unknown] => line),
      [...drain],
    )
  assert.equal(play(put('fail'), out), 'fail: aborted read')
  assert.equal(play(put('fail'), put('info'), out), 'pass')
  assert.equal(play(put('fail'), out, put('ok')), 'fail: aborted read')
  assert.equal(play(out, put('ok')), 'fail: future read')
  assert.equal(play(out, put('fail')), 'fail: future read')
  assert.equal(play(put('info'), out), 'pass')
  assert.equal(play(out), 'fail: unexpected element')
  assert.equal(queue([...other], ['drain', 'ok', 5]), 'unknown')
})

test('total queue: without invocations nobody knows what had begun', () => {
  const line = (f: string, index: number, value: unknown): Operation => {
    return { index, process: 0, type: 'ok', f, value, timeNs: index }
  }
  const ends = [line('dequeue', 0, 1), line('enqueue', 1, 1), line('drain', 2, [])]
  assert.equal(totalQueue().check(History.from(ends, { completionOnly: true }), {}).verdict, 'pass')
})
