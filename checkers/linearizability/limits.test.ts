import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History, HistoryBuilder } from '../../history/history.ts'
import type { Operation, OpType } from '../../history/operation.ts'
import { callOf } from './call.ts'
import { linearizability } from './linearizability.ts'
import { modelNamed } from './models/catalog.ts'
import { keyValue } from './models/key-value.ts'
import { illegal } from './model.ts'
import type { Model } from './model.ts'
import { partsOf } from './parts.ts'
import { search } from './search.ts'
import { multiRegisterObject, registerObject } from './testing/objects.ts'
import type { SampleObject } from './testing/objects.ts'
import { seeded, simulate } from './testing/simulate.ts'

type Line = [process: number, type: OpType, f: string, value?: unknown, key?: number]

function historyOf(lines: Line[], file?: string): History {
  const builder = new HistoryBuilder({ file })
  for (const [process, type, f, value = null, key] of lines)
    builder.push({
      process,
      type,
      f,
      value,
      timeNs: builder.length,
      ...(key === undefined ? {} : { key }),
    })
  return builder.build()
}

test('a history without an operation that ended is unknown, and says so', () => {
  const lines: Line[] = [
    [0, 'invoke', 'write', 1],
    [0, 'info', 'write', 1],
    [1, 'invoke', 'read'],
    [1, 'fail', 'read'],
    [2, 'invoke', 'cas', [1, 2]],
  ]
  for (const some of [[], lines]) {
    const { verdict, reason } = linearizability().check(historyOf(some), {})
    assert.equal(verdict, 'unknown')
    assert.match(reason!, /^No operation of the model cas-register \(read, write, cas\) ended/)
  }
})

test('where nothing was ever seen the verdict is unknown, whatever was written', () => {
  const cases: [
    model: string,
    write: [f: string, value: unknown],
    seen: [f: string, input: unknown, output: unknown],
  ][] = [
    ['register', ['write', 1], ['read', null, 1]],
    ['cas-register', ['write', 1], ['cas', [1, 2], [1, 2]]],
    ['multi-register', ['txn', [['w', 'x', 1]]], ['txn', [['r', 'x', null]], [['r', 'x', 1]]]],
    ['counter', ['add', 1], ['read', null, 1]],
    ['grow-only-set', ['add', 1], ['read', null, [1]]],
    ['fifo-queue', ['enqueue', 1], ['dequeue', null, 1]],
    ['key-value', ['put', 'a'], ['get', null, 'a']],
  ]
  for (const [model, [f, value], [sight, input, output]] of cases) {
    const writes: Line[] = [
      [0, 'invoke', f, value],
      [0, 'ok', f, value],
      // Its end nobody saw, so neither did anybody see what it found.
      [1, 'invoke', sight, input],
    ]
    const judge = (lines: Line[]) => linearizability({ model }).check(historyOf(lines), {})
    const { verdict, reason } = judge(writes)
    assert.equal(verdict, 'unknown', model)
    assert.match(reason!, /^Nothing was seen: no operation of the model /)
    assert.equal(judge([...writes, [1, 'ok', sight, output]]).verdict, 'pass', model)
  }
  const lock: Line[] = [
    [0, 'invoke', 'acquire'],
    [0, 'ok', 'acquire'],
  ]
  // That the lock was free is something that the answer tells.
  assert.equal(linearizability({ model: 'mutex' }).check(historyOf(lock), {}).verdict, 'pass')
})

test('keys of which nothing was seen are told', () => {
  const lines: Line[] = [
    [0, 'invoke', 'write', 1, 1],
    [0, 'ok', 'write', 1, 1],
    [0, 'invoke', 'read', null, 2],
    [0, 'ok', 'read', null, 2],
  ]
  const { verdict, reason } = linearizability().check(historyOf(lines), {})
  assert.equal(verdict, 'pass')
  assert.match(reason!, /^1 of 2 keys had no answer that could have been wrong/)
})

test('it passes where that is asked for, and then a violation still fails', () => {
  const unseen: Line[] = [
    [0, 'invoke', 'write', 1],
    [1, 'invoke', 'read'],
    [1, 'fail', 'read'],
  ]
  const thinAir: Line[] = [
    [2, 'invoke', 'read'],
    [2, 'ok', 'read', 7],
  ]
  const judge = (lines: Line[]): string =>
    linearizability({ allowEmpty: true }).check(historyOf(lines), {}).verdict
  assert.deepEqual([[], unseen, [...unseen, ...thinAir]].map(judge), ['pass', 'pass', 'fail'])
})

test('completions alone are unknown, whatever is asked for', () => {
  const write: Operation = { index: 0, process: 0, type: 'ok', f: 'write', value: 1, timeNs: 0 }
  const completions = History.from([write], { completionOnly: true })
  for (const allowEmpty of [false, true]) {
    const { verdict, reason } = linearizability({ allowEmpty }).check(completions, {})
    assert.equal(verdict, 'unknown')
    assert.match(reason!, /no invocations/)
  }
})

test('faults are none of its business', () => {
  const fault = { process: 'fault' as const, f: 'kill', value: {}, timeNs: 9 }
  const read: Line[] = [
    [0, 'invoke', 'read'],
    [0, 'ok', 'read'],
  ]
  const operations = [
    ...historyOf(read).operations(),
    { ...fault, index: 2, type: 'invoke' as const },
  ]
  const { verdict, calls } = linearizability().check(History.from(operations), {})
  assert.deepEqual([verdict, calls], ['pass', 1])
})

test('an operation that the model does not know is refused with its place', () => {
  const lines: Line[] = [
    [0, 'invoke', 'read'],
    [1, 'invoke', 'transfer', 3],
  ]
  const message = ': the model cas-register has no operation transfer (it has read, write, cas).'
  assert.throws(() => linearizability().check(historyOf(lines), {}), {
    name: 'SplitbrainError',
    code: 'history',
    message: `operation 1${message}`,
  })
  assert.throws(() => linearizability().check(historyOf(lines, 'h.jsonl'), {}), {
    message: `h.jsonl:2${message}`,
  })
})

test('values that an operation cannot have are refused with their place', () => {
  const cases: [model: string, f: string, value: unknown, what: string][] = [
    ['cas-register', 'cas', 3, 'cas takes [old, new], not 3'],
    ['multi-register', 'txn', [['x', 1]], 'txn takes a list of [r | w, key, value], not [["x",1]]'],
    ['counter', 'add', 'a', 'add takes a number, not "a"'],
    ['grow-only-set', 'read', 7, 'read returns a list, not 7'],
    ['key-value', 'put', 7, 'put takes a string, not 7'],
  ]
  for (const [model, f, value, what] of cases) {
    const history = historyOf([
      [0, 'invoke', f, value],
      [0, 'ok', f, value],
    ])
    const check = (): unknown => linearizability({ model }).check(history, {})
    assert.throws(check, { message: `operation 0: ${what}.`, code: 'history' })
  }
  assert.throws(
    () => linearizability({ model: 'stack' }),
    /There is no model stack; there are register, /,
  )
})

test('what the model cannot start as is refused', () => {
  const cases: [model: string, initial: unknown, what: string][] = [
    ['counter', 'a', 'a counter starts as a number, not "a"'],
    ['grow-only-set', 9, 'a grow-only-set starts as a list, not 9'],
    ['fifo-queue', {}, 'a fifo-queue starts as a list, not {}'],
    ['key-value', 9, 'a key-value starts as a string, not 9'],
    ['mutex', 1, 'a mutex starts as true or false, not 1'],
    ['multi-register', [9], 'a multi-register starts as a map of keys, not [9]'],
  ]
  for (const [model, initial, what] of cases) {
    const checker = linearizability({ model })
    assert.throws(() => checker.check(historyOf([]), { initial }), {
      message: `${what}.`,
      code: 'usage',
    })
    assert.equal(checker.check(historyOf([]), { initial: null }).verdict, 'unknown')
  }
})

/** Nothing but a long search shows that this fails: every order of the adds is a state of its own. */
const log: Model<string> = {
  name: 'log',
  about: '',
  operations: ['append', 'read'],
  init: () => '',
  step: (state, { f, input, output }) =>
    f === 'append' ? `${state}${input}` : state === output ? state : illegal,
}
const hopeless = historyOf([
  ...Array.from({ length: 12 }, (_, process): Line => [process, 'invoke', 'append', `${process},`]),
  [50, 'invoke', 'read'],
  [50, 'ok', 'read', 'no such thing'],
])

test('a search that takes too long is unknown with how far it came and what stood in the way', () => {
  let now = 0
  const options = { model: log, clock: () => (now += 1), timeLimitMs: 3 }
  const { verdict, reason, undecided, anomalies } = linearizability(options).check(hopeless, {})
  assert.deepEqual([verdict, anomalies], ['unknown', []])
  assert.match(
    reason!,
    /^the time limit ended the search with \d+ of 13 operations ordered, of which up to 13 were under way at once; next in the way was read → "no such thing"/,
  )
  assert.equal(
    undecided[0].intervals.filter(({ isWitness }) => isWitness)[0].text,
    'read → "no such thing"',
  )
  assert.ok(undecided[0].intervals.length > 5)
})

test('a search that needs too much memory is unknown', () => {
  const options = { model: log, memoryLimitBytes: 100_000 }
  const { verdict, reason } = linearizability(options).check(hopeless, {})
  assert.equal(verdict, 'unknown')
  assert.match(reason!, /^the memory limit ended the search/)
})

test('a search that looks at too much is unknown, without a clock too, and says what makes it long', () => {
  const options = { model: log, triedLimit: 1000 }
  const { verdict, reason } = linearizability(options).check(hopeless, {})
  assert.equal(verdict, 'unknown')
  assert.match(
    reason!,
    /^the limit of 1000 configurations ended the search .* of which up to 13 were under way at once;/,
  )
})

/** How many configurations the search for the calls of a history of one key looks at. */
function tried(model: Model, operations: Iterable<Operation>): number {
  const history = History.from(operations)
  const [part] = partsOf(history, model)
  const calls = [...part.row].map((row) => callOf(history, row))
  const problem = { part, calls, model, initial: undefined }
  const result = search(problem, { memoryLimitBytes: 1e8, triedLimit: 100_000 })
  assert.equal(result.verdict === 'unknown', false, JSON.stringify(result))
  return result.tried
}

test('among many clients a register of repeated values is ordered without going far astray', () => {
  for (const [values, processes] of [
    [5, 100],
    [100, 30],
  ]) {
    const object = registerObject({ values, cas: false })
    const operations = simulate(object, seeded(1), { operations: 3000, processes })
    const looks = tried(modelNamed('register'), operations)
    assert.ok(looks < 20_000, `${values} values, ${processes} processes: ${looks}`)
  }
})

test('among many clients compare-and-sets and transactions of repeated values are too', () => {
  const loads: [model: string, object: SampleObject, processes: number][] = [
    ['cas-register', registerObject({ values: 5 }), 100],
    ['cas-register', registerObject({ values: 100 }), 100],
    ['multi-register', multiRegisterObject(), 30],
  ]
  for (const [model, object, processes] of loads) {
    const operations = simulate(object, seeded(1), { operations: 1000, processes })
    const looks = tried(modelNamed(model), operations)
    assert.ok(looks < 20_000, `${model}, ${processes} processes: ${looks}`)
  }
})

test('dequeues of unknown outcome and one that found nothing are soon seen not to fit', () => {
  const enqueues = Array.from({ length: 8 }, (_, process) => process)
  const lines: Line[] = [
    ...enqueues.map((process): Line => [process, 'invoke', 'enqueue', process]),
    ...enqueues.map((process): Line => [process, 'ok', 'enqueue', process]),
    ...enqueues.slice(1).map((process): Line => [process + 20, 'invoke', 'dequeue']),
    [50, 'invoke', 'dequeue'],
    [50, 'ok', 'dequeue'],
  ]
  assert.equal(linearizability({ model: 'fifo-queue' }).check(historyOf(lines), {}).verdict, 'fail')
  const looks = tried(modelNamed('fifo-queue'), historyOf(lines).operations())
  assert.ok(looks < 500, String(looks))
})

test('a key that fails counts more than one that is undecided, and of many failing ones some are explained', () => {
  const keys: Line[] = Array.from({ length: 30 }, (_, key): Line[] => [
    [key, 'invoke', 'read', null, key],
    [key, 'ok', 'read', 1, key],
  ]).flat()
  const many = linearizability().check(historyOf(keys), {})
  assert.deepEqual([many.verdict, many.anomalies.length, many.parts], ['fail', 10, 30])
  assert.equal(many.reason, '30 keys are not linearizable; 10 of them are explained.')
  const both = historyOf([
    ...[...hopeless.operations()].map(({ process, type, f, value }): Line => [
      process as number,
      type,
      f,
      value,
      1,
    ]),
    [60, 'invoke', 'read', null, 2],
    [60, 'ok', 'read', 'x', 2],
  ])
  const options = { model: { ...log, byKey: true }, memoryLimitBytes: 100_000 }
  const { verdict, anomalies, undecided } = linearizability(options).check(both, {})
  assert.deepEqual([verdict, anomalies.length, undecided.length], ['fail', 1, 1])
  assert.match(anomalies[0].summary, /^Key 2: read → "x"/)
})

test('without a clock the result is the same each time, also where a limit ends the search', () => {
  const options = { model: log, memoryLimitBytes: 200_000 }
  const check = (): unknown => linearizability(options).check(hopeless, {})
  assert.deepEqual(check(), check())
})

test('long histories with few values are judged, and one wrong read in them is found', () => {
  const object = registerObject({ values: 4 })
  const operations = simulate(object, seeded(4), { operations: 3000, processes: 12, crashes: 1 })
  const right = linearizability().check(History.from(operations), {})
  assert.deepEqual([right.verdict, right.engine], ['pass', 'search'])
  const at = operations.findLastIndex(({ f, type }) => f === 'read' && type === 'ok')
  const wrong = operations.with(at, { ...operations[at], value: 77 })
  assert.equal(linearizability().check(History.from(wrong), {}).verdict, 'fail')
})

test('key-value strings of any content are compared as they are', () => {
  const put = (value: string): Line[] => [
    [0, 'invoke', 'put', value],
    [0, 'ok', 'put', value],
  ]
  const get = (value: string): Line[] => [
    [0, 'invoke', 'get'],
    [0, 'ok', 'get', value],
  ]
  const check = (lines: Line[]): string =>
    linearizability({ model: keyValue() }).check(historyOf(lines), {}).verdict
  assert.equal(check([...put('\u0000'), ...get('\u0000'), ...put(''), ...get('')]), 'pass')
  assert.equal(check([...put('\u0000'), ...put('a'), ...get('\u0000')]), 'fail')
})
