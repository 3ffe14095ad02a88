import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from '../../history/history.ts'
import type { Operation, OpType } from '../../history/operation.ts'
import type { About } from '../checker.ts'
import { linearizability } from './linearizability.ts'
import type { LinearizabilityOptions, LinearizabilityResult } from './linearizability.ts'
import { modelNamed } from './models/catalog.ts'
import { casRegister } from './models/register.ts'

import { describeCall } from './witness.ts'

type Line = [process: number, type: OpType, f: string, value?: unknown, key?: number]

function historyOf(lines: Line[]): History {
  return History.from(
    lines.map(([process, type, f, value = null, key], index): Operation => {
      const operation = { index, process, type, f, value, timeNs: index * 1e6 }
      return key === undefined ? operation : { ...operation, key }
    }),
  )
}

/** A call that nothing overlaps. */
const call = (process: number, f: string, input: unknown, output = input): Line[] => [
  [process, 'invoke', f, input],
  [process, 'ok', f, output],
]
const write = (value: number, process = 0): Line[] => call(process, 'write', value)
const read = (value: unknown, process = 1): Line[] => call(process, 'read', null, value)
const cas = (old: unknown, next: number, process = 0): Line[] => call(process, 'cas', [old, next])

const check = (
  lines: Line[],
  options: LinearizabilityOptions = {},
  about: About = {},
): LinearizabilityResult => linearizability(options).check(historyOf(lines), about)

/** [anomaly, its sentence, rows of its witness], or the verdict where there is none. */
function found({ verdict, anomalies }: LinearizabilityResult): unknown {
  if (anomalies.length === 0) return verdict
  const [{ name, summary, witness }] = anomalies
  return [name, summary, witness.map(({ index }) => index)]
}

test('a stale read: what it saw had been replaced', () => {
  assert.deepEqual(found(check([...write(1), ...write(2), ...write(3), ...read(2)])), [
    'stale read',
    'read → 2 (process 1, 0.006000 s to 0.007000 s) began after write 3 (process 0, 0.004000 s to 0.005000 s) had ended, which began after write 2 (process 0, 0.002000 s to 0.003000 s) had ended: what it saw had been replaced.',
    [2, 3, 4, 5, 6, 7],
  ])
})

test('a stale read of the initial value', () => {
  assert.deepEqual(found(check([...write(1), ...read(null)])), [
    'stale read',
    'read → null (process 1, 0.002000 s to 0.003000 s) began after write 1 (process 0, 0.000000 s to 0.001000 s) had ended: what it saw had been replaced.',
    [0, 1, 2, 3],
  ])
  assert.equal(found(check([...read(7), ...write(1)], {}, { initial: 7 })), 'pass')
})

test('values that alternate although their writes may be ordered either way', () => {
  const lines: Line[] = [
    [0, 'invoke', 'write', 1],
    [2, 'invoke', 'write', 2],
    ...read(1),
    ...read(2),
    ...read(1),
  ]
  assert.deepEqual(found(check(lines)), [
    'stale read',
    'read → 1 (process 1, 0.006000 s to 0.007000 s) began after read → 2 (process 1, 0.004000 s to 0.005000 s) had ended, which began after read → 1 (process 1, 0.002000 s to 0.003000 s) had ended: what it saw had been replaced.',
    [0, 1, 2, 3, 4, 5, 6, 7],
  ])
})

test('a zone that ends late hides no later one', () => {
  // The write of 2 overlaps the end of the time of 1; the read of 3 is within it.
  const lines: Line[] = [
    ...write(1),
    [2, 'invoke', 'write', 2],
    ...write(3),
    ...read(3),
    ...read(1),
    [2, 'ok', 'write', 2],
  ]
  assert.equal((found(check(lines)) as string[])[0], 'stale read')
})

test('a read of what nobody wrote, also at the end of a chain of indeterminate ones', () => {
  assert.deepEqual(found(check([...write(1), ...read(2)])), [
    'thin-air read',
    'read → 2 (process 1, 0.002000 s to 0.003000 s) saw 2, which nobody wrote.',
    [2, 3],
  ])
  const chain = check([[0, 'invoke', 'cas', [8, 9]], ...read(9)])
  assert.deepEqual(found(chain), [
    'thin-air read',
    'read → 9 (process 1, 0.001000 s to 0.002000 s) saw what cas 8 → 9 (process 0, 0.000000 s) leaves if it finds 8, which nobody wrote.',
    [0, 1, 2],
  ])
})

test('a read of what failed', () => {
  const lines: Line[] = [
    [0, 'invoke', 'write', 2],
    [0, 'fail', 'write', 2],
    ...write(1),
    ...read(2),
  ]
  assert.deepEqual(found(check(lines)), [
    'aborted read',
    'read → 2 (process 1, 0.004000 s to 0.005000 s) saw what write 2 (process 0, 0.000000 s to 0.001000 s) was to leave, which failed and so did not happen.',
    [0, 1, 4, 5],
  ])
})

test('a read from the future', () => {
  assert.deepEqual(found(check([...read(1), ...write(1)])), [
    'future read',
    'read → 1 (process 1, 0.000000 s to 0.001000 s) saw what write 1 (process 0, 0.002000 s to 0.003000 s) was to leave, which began only later.',
    [0, 1, 2, 3],
  ])
})

test('two that replaced one value: a lost update', () => {
  const lines: Line[] = [...write(1), [0, 'invoke', 'cas', [1, 2]], [1, 'invoke', 'cas', [1, 3]]]
  const [name, , rows] = found(
    check([...lines, [0, 'ok', 'cas', [1, 2]], [1, 'ok', 'cas', [1, 3]]]),
  ) as unknown[]
  assert.deepEqual([name, rows], ['lost update', [0, 1, 2, 3, 4, 5]])
  // One that nobody saw end, and whose value nobody saw, need not have happened; one that was seen has.
  assert.equal(found(check([...lines, [0, 'ok', 'cas', [1, 2]]])), 'pass')
  assert.equal(
    (found(check([...lines, [0, 'ok', 'cas', [1, 2]], ...read(3, 2)])) as string[])[0],
    'lost update',
  )
})

test('compare-and-sets that need each other', () => {
  const circle: Line[] = [
    [0, 'invoke', 'cas', [1, 2]],
    [1, 'invoke', 'cas', [2, 1]],
  ]
  const result = check([...circle, ...read(1, 2)])
  assert.deepEqual(found(result), [
    'circular information flow',
    'read → 1 (process 2, 0.002000 s to 0.003000 s) saw what comes out of a circle: each of cas 2 → 1 (process 1, 0.001000 s), cas 1 → 2 (process 0, 0.000000 s) needs what another one left.',
    [0, 1, 2, 3],
  ])
  assert.equal(found(check([...circle, ...read(null, 2)])), 'pass')
})

test('a chain of compare-and-sets is one block, and its order is known', () => {
  const chain = [...write(1), ...cas(1, 2), ...cas(2, 3)]
  assert.equal(found(check([...chain, ...read(3)])), 'pass')
  const [name, sentence, rows] = found(check([...chain, ...read(3), ...read(2)])) as unknown[]
  assert.deepEqual([name, rows], ['stale read', [0, 1, 2, 3, 4, 5, 8, 9]])
  assert.match(String(sentence), /^read → 2 .* began after cas 2 → 3 .* had ended/)
  assert.equal(
    (found(check([...write(1), ...write(9), ...cas(1, 2)])) as string[])[0],
    'stale read',
  )
})

test('a compare-and-set of a value by itself only looks', () => {
  const { engine } = check([...write(1), ...cas(1, 1), ...cas(1, 1), ...read(1)])
  assert.equal(engine, 'zones')
  assert.equal(found(check([...write(1), ...cas(1, 1), ...cas(1, 1), ...read(1)])), 'pass')
  assert.equal((found(check([...write(1), ...cas(2, 2)])) as string[])[0], 'thin-air read')
  // Nobody saw it end, so it need not have found anything.
  assert.equal(found(check([[2, 'invoke', 'cas', [5, 5]], ...write(1), ...read(1)])), 'pass')
})

test('the search shrinks its witness', () => {
  const noise = Array.from({ length: 20 }, (_, i) => [...write(i % 2), ...read(i % 2)]).flat()
  const { engine, anomalies } = check([
    ...noise,
    ...write(5),
    ...write(6),
    ...write(5),
    ...write(7),
    ...read(5),
  ])
  assert.equal(engine, 'search')
  assert.deepEqual(
    anomalies[0].witness
      .map(({ f, value, type }) => [type, f, value])
      .filter(([type]) => type === 'ok'),
    [
      ['ok', 'write', 5],
      ['ok', 'write', 5],
      ['ok', 'write', 7],
      ['ok', 'read', 5],
    ],
  )
  assert.match(
    anomalies[0].summary,
    /^read → 5 .* fits only before it began: what it saw had been replaced, however the 3 other operations may be ordered\.$/,
  )
})

test("an anomaly's picture has the witness and what was under way beside it", () => {
  const { anomalies } = check([
    ...write(8),
    [3, 'invoke', 'write', 4],
    ...write(1),
    ...write(2),
    ...read(1),
  ])
  const { intervals } = anomalies[0].detail as {
    intervals: { row: number; isWitness: boolean; endNs: unknown; text: string }[]
  }
  assert.deepEqual(
    intervals.map(({ row, isWitness, endNs, text }) => [row, isWitness, endNs, text]),
    [
      [2, false, null, 'write 4'],
      [3, true, 4e6, 'write 1'],
      [5, true, 6e6, 'write 2'],
      [7, true, 8e6, 'read → 1'],
    ],
  )
})

const set = { model: 'grow-only-set' }
const add = (element: unknown, process = 0): Line[] => call(process, 'add', element)

test('grow-only sets: each anomaly by its name', () => {
  const open: Line[] = [
    [8, 'invoke', 'add', 'a'],
    [9, 'invoke', 'add', 'b'],
  ]
  const cases: [Line[], string, RegExp][] = [
    [read(['x']), 'thin-air read', /read → \["x"\] .* saw "x", which nobody added\.$/],
    [
      [...open, ...read(['a']), ...read(['b'], 2)],
      'long fork',
      /saw "a" but not "b", .* saw "b" but not "a"\.$/,
    ],
    [
      [...read(['c']), ...add('c')],
      'future read',
      /saw what add "c" .* was to leave, which began only later\.$/,
    ],
    [
      [[0, 'invoke', 'add', 'c'], [0, 'fail', 'add', 'c'], ...read(['c'])],
      'aborted read',
      /saw what add "c" .* was to leave, which failed and so did not happen\.$/,
    ],
    [
      [...add('c'), ...read([])],
      'lost write',
      /read → \[\] .* began after add "c" .* had ended, and missed/,
    ],
    [
      [...add('c'), ...read([]), ...read(['c'])],
      'stale read',
      /read → \[\] .* began after add "c"/,
    ],
    [
      [...open, ...read(['a']), ...read([])],
      'stale read',
      /read → \[\] .* began after read → \["a"\] .* had ended/,
    ],
  ]
  for (const [lines, name, sentence] of cases) {
    const { anomalies, engine } = check(lines, set)
    assert.match(engine, /^(origins|layers)$/)
    assert.equal(anomalies[0]?.name, name)
    assert.match(anomalies[0].summary, sentence)
  }
  const lost = check(read([]), set, { initial: [{ id: 1 }] })
  assert.match(lost.anomalies[0].summary, /missed \{"id":1\}, which was there from the start\.$/)
})

test('what repeats keeps its name', () => {
  const acquire = (process: number): Line[] => call(process, 'acquire', null)
  const release = (process: number): Line[] => call(process, 'release', null)
  const put = (text: string): Line[] => call(0, 'put', text)
  const get = (text: string): Line[] => call(1, 'get', null, text)
  const enqueue = (element: number): Line[] => call(0, 'enqueue', element)
  const dequeue = (element: unknown): Line[] => call(1, 'dequeue', null, element)
  const txn = (...operations: unknown[]): Line[] => call(0, 'txn', operations)
  const twice = [...write(1), ...read(1), ...write(2), ...read(2), ...write(1), ...read(1)]
  const both: Line[] = [
    [0, 'invoke', 'cas', [1, 2]],
    [1, 'invoke', 'cas', [1, 3]],
    [0, 'ok', 'cas', [1, 2]],
    [1, 'ok', 'cas', [1, 3]],
  ]
  const cases: [model: string, lines: Line[], name: string, sentence: RegExp][] = [
    [
      'cas-register',
      [...twice, ...write(3), ...read(2)],
      'stale read',
      /^read → 2 .* fits only be/,
    ],
    [
      'cas-register',
      [...write(2), ...write(1), ...read(2), ...write(2)],
      'stale read',
      /^read → 2 .* fits only before it began/,
    ],
    [
      'cas-register',
      [...twice, ...write(2), ...read(2), ...write(1), ...both],
      'lost update',
      /^cas 1 → 2 .* and cas 1 → 3 .* replaced 1, which can have been there only /,
    ],
    [
      'key-value',
      [...put('a'), ...put('b'), ...put('a'), ...put('b'), ...get('a')],
      'stale read',
      /^get/,
    ],
    [
      'key-value',
      [
        ...call(0, 'append', 'a'),
        ...call(0, 'append', 'b'),
        ...call(0, 'append', 'b'),
        ...get('bb'),
      ],
      'lost write',
      /^append "a" .* fits only if it did not happen, however the 3 other operations may be/,
    ],
    ['counter', [...add(1), ...add(1), ...read(1)], 'stale read', /^read → 1 .* fits only before/],
    [
      'multi-register',
      [...txn(['w', 'x', 1]), ...txn(['w', 'x', 2]), ...txn(['w', 'x', 2]), ...txn(['r', 'x', 1])],
      'stale read',
      /^r x 1 .* fits only before it began/,
    ],
    [
      'fifo-queue',
      [...enqueue(1), ...enqueue(2), ...enqueue(2), ...dequeue(2), ...dequeue(2)],
      'out-of-order dequeue',
      /^dequeue → 2 .* took what was not the first, however the \d other operations may be/,
    ],
    [
      'fifo-queue',
      [...enqueue(2), ...enqueue(2), ...dequeue(2), ...dequeue(null), ...dequeue(2)],
      'false empty',
      /^dequeue → null .* found nothing, although the queue was not empty, however the/,
    ],
    [
      'mutex',
      [...acquire(0), ...release(0), ...acquire(0), ...acquire(1)],
      'double acquire',
      /^acq/,
    ],
    ['mutex', [...acquire(0), ...release(0), ...release(1)], 'release without hold', /^release/],
  ]
  for (const [model, lines, name, sentence] of cases) {
    const { engine, anomalies } = check(lines, { model })
    assert.deepEqual([engine, anomalies[0]?.name], ['search', name], `${model} ${sentence}`)
    assert.match(anomalies[0].summary, sentence)
  }
})

test('what nobody saw end is told without a result', () => {
  const looks: [model: string, f: string][] = [
    ['cas-register', 'read'],
    ['counter', 'read'],
    ['grow-only-set', 'read'],
    ['fifo-queue', 'dequeue'],
    ['key-value', 'get'],
  ]
  for (const [model, f] of looks) {
    const history = historyOf([[0, 'invoke', f]])
    assert.equal(describeCall(modelNamed(model), history, 0), f)
  }
})

test('a queue of unique elements: each anomaly by its name', () => {
  const enqueue = (element: number): Line[] => call(0, 'enqueue', element)
  const dequeue = (element: unknown): Line[] => call(1, 'dequeue', null, element)
  const three = [...enqueue(1), ...enqueue(2), ...enqueue(3)]
  const unseen: Line[] = [[7, 'invoke', 'dequeue']]
  const cases: [Line[], name: string, sentence: RegExp][] = [
    [
      [...three, ...dequeue(2), ...dequeue(1)],
      'out-of-order dequeue',
      /^dequeue → 1 .* began after dequeue → 2 .* had ended, although enqueue 1 .* had ended when enqueue 2 .* began\.$/,
    ],
    [
      [...three, ...dequeue(2)],
      'skipped element',
      /^dequeue → 2 .* came first and 1 never came out, although enqueue 1 .* began\.$/,
    ],
    [
      [...three, ...unseen, ...dequeue(3)],
      'skipped element',
      /; 2 elements were overtaken so by then, and only 1 of the dequeues whose ends nobody saw had begun\.$/,
    ],
    [
      [...enqueue(1), ...enqueue(2), ...dequeue(1), ...dequeue(null), ...dequeue(2)],
      'false empty',
      /^dequeue → null .* found nothing, although 2 was in all the while\.$/,
    ],
  ]
  for (const [lines, name, sentence] of cases) {
    const { engine, anomalies } = check(lines, { model: 'fifo-queue' })
    assert.deepEqual([engine, anomalies[0]?.name], ['patterns', name])
    assert.match(anomalies[0].summary, sentence)
  }
  assert.equal(check([...three, ...unseen, ...dequeue(2)], { model: 'fifo-queue' }).verdict, 'pass')
  const late = [...three, ...dequeue(2), ...unseen]
  assert.equal(check(late, { model: 'fifo-queue' }).verdict, 'fail')
})

test('a release by who does not hold the lock is wrong where owners count', () => {
  const foreign = [...call(0, 'acquire', null), ...call(1, 'release', null)]
  assert.equal(check(foreign, { model: 'mutex' }).verdict, 'pass')
  const { verdict, anomalies } = check(foreign, { model: modelNamed('mutex', { owners: true }) })
  assert.deepEqual([verdict, anomalies[0].witness.length], ['fail', 4])
  const own = [...call(0, 'acquire', null), ...call(0, 'release', null)]
  const others = call(1, 'acquire', null)
  assert.equal(
    check([...own, ...others], { model: modelNamed('mutex', { owners: true }) }).verdict,
    'pass',
  )
  // Its end nobody saw, so it may be held by process 5, and then it is not process 1 that has it.
  const doubtful: Line[] = [[5, 'invoke', 'acquire'], ...call(1, 'release', null)]
  assert.equal(check(doubtful, { model: 'mutex' }).verdict, 'pass')
  assert.equal(check(doubtful, { model: modelNamed('mutex', { owners: true }) }).verdict, 'fail')
})

test('what peers read differently is an option', () => {
  const nil = [...write(1), ...read(1), ...read(null)]
  assert.equal(check(nil).verdict, 'fail')
  assert.equal(check(nil, { model: casRegister({ nilReadUnknown: true }) }).verdict, 'pass')
  const failed: Line[] = [
    ...write(1),
    ...read(1),
    [0, 'invoke', 'cas', [1, 2]],
    [0, 'fail', 'cas', [1, 2]],
  ]
  assert.equal(check(failed).verdict, 'pass')
  assert.equal(check(failed, { model: casRegister({ failedCasObserves: true }) }).verdict, 'fail')
})

/** In the middle of many calls with few values, so that nothing is written once. */
const among = (f: string, values: unknown[], odd: Line[]): Line[] => {
  const noise = Array.from({ length: 30 }, (_, i) => call(i % 3, f, values[i % values.length]))
  return [...noise.flat(), ...odd]
}

const failing = (f: string, value: unknown): Line[] => [
  [8, 'invoke', f, value],
  [8, 'fail', f, value],
]

test('thin-air, aborted and future reads have their names whatever repeats, before any search', () => {
  const cases: [
    model: string,
    f: string,
    values: unknown[],
    odd: unknown,
    sight: Line[],
    kind: string,
  ][] = [
    ['register', 'write', [1, 2], 7, read(7, 9), 'read'],
    ['cas-register', 'write', [1, 2], 7, read(7, 9), 'read'],
    ['cas-register', 'write', [1, 2], 7, cas(7, 1, 9), 'read'],
    ['grow-only-set', 'add', [1, 2], 7, read([1, 7, 2], 9), 'read'],
    ['fifo-queue', 'enqueue', [1, 2], 7, call(9, 'dequeue', null, 7), 'dequeue'],
    ['key-value', 'append', ['a', 'b'], 'x', call(9, 'get', null, `${'ab'.repeat(15)}x`), 'read'],
    ['key-value', 'put', ['a', 'b'], 'x', call(9, 'get', null, 'x'), 'read'],
    [
      'multi-register',
      'txn',
      [[['w', 'k', 1]], [['w', 'k', 2]]],
      [['w', 'k', 7]],
      call(9, 'txn', [['r', 'k', null]], [['r', 'k', 7]]),
      'read',
    ],
  ]
  for (const [model, f, values, odd, sight, kind] of cases) {
    // Values that repeat and are seen twice are no matter for the zones.
    const seen = model.endsWith('register') && f === 'write' ? read(values.at(-1)) : []
    const judged = (lines: Line[]): string => {
      const { engine, anomalies } = check(among(f, values, [...seen, ...lines]), { model })
      return `${engine}: ${anomalies[0]?.name}`
    }
    assert.equal(judged(sight), `origins: thin-air ${kind}`, model)
    assert.equal(judged([...failing(f, odd), ...sight]), `origins: aborted ${kind}`, model)
    assert.equal(judged([...sight, ...failing(f, odd)]), `origins: future ${kind}`, model)
    assert.equal(judged([...sight, ...call(8, f, odd)]), `origins: future ${kind}`, model)
    // Nobody saw it end, so it may have happened.
    const unknown: Line[] = [[8, 'invoke', f, odd], ...sight]
    assert.doesNotMatch(judged(unknown), /thin-air|aborted|future/, model)
  }
})

test('what a transaction overwrote itself nobody else can see', () => {
  const overwriting = [
    ['w', 'x', 1],
    ['w', 'x', 2],
  ]
  const lines = [
    ...call(0, 'txn', overwriting),
    ...call(1, 'txn', [['r', 'x', null]], [['r', 'x', 1]]),
  ]
  const [name, text] = found(check(lines, { model: 'multi-register' })) as string[]
  assert.equal(name, 'intermediate read')
  assert.match(text, /^r x 1 .* saw x = 1, which w x 1, w x 2 .* overwrote itself\.$/)
})

test('a text that the pieces do not make is told as far as they make it', () => {
  const pieces = [...call(0, 'put', 'ab'), ...call(0, 'append', 'c')]
  const lines = [...pieces, ...call(1, 'get', null, 'abcd')]
  const [, text] = found(check(lines, { model: 'key-value' })) as string[]
  assert.match(text, /saw "d" after "abc", which nobody put or appended\.$/)
})

test('what comes out of a queue more often than it can have gone in', () => {
  const dequeue = call(1, 'dequeue', null, 1)
  const lines = [...call(0, 'enqueue', 1), ...dequeue, ...dequeue]
  assert.deepEqual(found(check(lines, { model: 'fifo-queue' })), [
    'duplicate dequeue',
    'dequeue → 1 (process 1, 0.004000 s to 0.005000 s) took 1, which so came out 2 times and can have been there only once by then.',
    [0, 1, 2, 3, 4, 5],
  ])
})

test('a failed compare-and-set, and one that needs what is not there, leave nothing', () => {
  const seven: Line[] = [...among('write', [1, 2], []), ...read(7, 9)]
  const waiting: Line[] = [[5, 'invoke', 'cas', [8, 7]]]
  const [name, text] = found(check([...waiting, ...seven])) as string[]
  assert.equal(name, 'thin-air read')
  assert.match(text, /saw what cas 8 → 7 .* leaves if it finds 8, which nobody wrote\.$/)
  const late = found(check([...waiting, ...seven, ...write(8, 4)])) as string[]
  assert.equal(late[0], 'future read')
  assert.match(
    late[1],
    /leaves if it finds 8: what write 8 .* was to leave, which began only later\.$/,
  )
  const failed: Line[] = [...waiting, [5, 'fail', 'cas', [8, 7]], ...seven]
  assert.equal((found(check(failed)) as string[])[0], 'aborted read')
})
