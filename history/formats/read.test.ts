import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Operation } from '../operation.ts'
import { PlainLines } from './jsonl-plain.ts'
import { readHistory, readPieces } from './read.ts'
import type { ReadHistory } from './read.ts'
import { tried } from '../tried.fixture.ts'

/** Long enough that the readers see the text in pieces after the head that tells the format. */
const padding = ' \n'.repeat(2 ** 15)

/** All of it in pieces of `size` bytes, but for the padding, which is one. */
async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  for (const [i, part] of text.split(padding).entries()) {
    if (i > 0) yield Buffer.from(padding)
    const bytes = Buffer.from(part)
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
}

const read = (text: string, size = 1000): Promise<ReadHistory> =>
  readPieces('h', inPieces(text, size))

/** What most tests look at: `process type f value`. */
const outline = ({ history }: ReadHistory): unknown[] =>
  [...history.operations()].map(({ process, type, f, value }) => [process, type, f, value])

const refused = (text: string, message: RegExp): Promise<void> =>
  assert.rejects(read(text), { name: 'SplitbrainError', code: 'history', message })

const operations: Operation[] = [
  { index: 0, process: 0, type: 'invoke', f: 'write', key: 'x', value: 'ü\n"', timeNs: 5 },
  {
    index: 1,
    process: 'fault',
    type: 'invoke',
    kind: 'fault',
    f: 'kill',
    value: { nodes: ['n1'] },
    timeNs: 6,
  },
  {
    index: 2,
    process: 0,
    type: 'info',
    f: 'write',
    key: 'x',
    value: 'ü\n"',
    timeNs: 7,
    error: 'x',
    node: 'n1',
  },
]
const jsonl = operations.map((operation) => `${JSON.stringify(operation)}\n`).join('')

test('JSONL gives back what was written', async () => {
  const { history, format, warnings } = await read(jsonl)
  assert.deepEqual([...history.operations()], operations)
  assert.deepEqual([format, warnings], ['jsonl', []])
})

test('JSONL may come in pieces that end anywhere', async () => {
  const more = operations.map((operation) => ({ ...operation, f: 'read', timeNs: 9 }))
  const text = jsonl.trimStart() + padding + more.map((each) => JSON.stringify(each)).join('\n')
  const next = text.replaceAll('"process":0', '"process":1')
  for (const size of [1, 2, 7, 50]) {
    const { history } = await read(next, size)
    assert.deepEqual(
      [...history.operations()].slice(3),
      more.map((each, index) => ({ ...each, index: index + 3, process: each.process || 1 })),
    )
  }
})

test('a byte-order mark, blank lines and a last line without its newline are fine', async () => {
  const { history } = await read(`\uFEFF\n${jsonl.replaceAll('\n', '\r\n\n').trimEnd()}`)
  assert.deepEqual([...history.operations()], operations)
})

test('a cut last line is a warning and the rest is read', async () => {
  for (let cut = 2; cut < 40; cut++) {
    const { history, warnings } = await read(jsonl.slice(0, -cut))
    assert.equal(history.length, 2)
    assert.deepEqual(warnings, ['h:3: the last line is cut off; it is left out.'])
  }
})

test('errors of JSONL name file and line', async () => {
  const line = (changes: object): string => `${JSON.stringify({ ...operations[0], ...changes })}\n`
  await refused(`${line({})}what\n${line({})}`, /^h:2: this is not a JSON object\.$/)
  await refused(`${line({})}3\n`, /^h:2: this is not a JSON object/)
  await refused(line({ type: 'okay' }), /^h:1: type is "okay"/)
  await refused(line({ process: 'p' }), /^h:1: process is "p"/)
  await refused(line({ process: -4 }), /^h:1: process is -4/)
  await refused(line({ f: 7 }), /^h:1: f is 7, not a name/)
  await refused(line({ timeNs: null }), /^h:1: timeNs is null, not a number/)
  await refused(line({ type: 'ok' }), /^h:1: process 0 ends an operation that it never started/)
  await refused(
    `${line({})}\n${line({})}`,
    /^h:3: process 0 starts write while its write is under way/,
  )
  await refused(
    line({}) + line({ type: 'ok', f: 'read' }),
    /^h:2: process 0 ends read but started write/,
  )
  await refused(line({}) + line({ type: 'ok', timeNs: 4 }), /^h:2: time runs backwards/)
})

test('a key is text or a number, and none where it is null', async () => {
  const line = (changes: object): string => `${JSON.stringify({ ...operations[0], ...changes })}\n`
  for (const key of [{ a: 1 }, ['a'], true])
    await refused(line({ key }), /^h:1: key is .*, not text or a number/)
  const { history } = await read(line({ key: null }) + line({ process: 1, key: undefined }))
  assert.deepEqual([...history.key], [-1, -1])
})

test('an operation ends with the key that it started with, if with any', async () => {
  const line = (changes: object): string => `${JSON.stringify({ ...operations[0], ...changes })}\n`
  const other = /^h:2: process 0 ends write of key "y" but started that of key "x"/
  await refused(line({}) + line({ type: 'ok', key: 'y' }), other)
  const unkeyed = line({ key: undefined })
  await refused(unkeyed + line({ type: 'ok' }), /of key "x" but started that of no key/)
  assert.equal((await read(line({}) + line({ type: 'ok', key: undefined }))).history.length, 2)
})

test('EDN: unusual values keep large numbers exactly', async () => {
  const line = (value: string) => `{:process 0 :type :invoke :f :write :value #point [${value}]}`
  const { history } = await read(line('1N 9007199254740993N 9007199254740993'))
  const val = [1, '9007199254740993', '9007199254740993']
  assert.deepEqual(history.value, [{ tag: 'point', val }])
})

test('completions without invocations may not go on with some', async () => {
  const op = (type: string): string => `{:process 0 :type ${type} :f :write :value 1}\n`
  await refused(
    op(':ok') + op(':invoke') + op(':ok'),
    /^h:2: here an operation starts, but none of those before did/,
  )
})

test('an empty file is an empty history with a warning', async () => {
  const { history, warnings } = await read(' \n')
  assert.deepEqual([history.length, warnings], [0, ['h is empty.']])
})

test('what is no history is refused', async () => {
  await refused('hello\nworld\n', /^h:1: this is none of the formats/)
  await refused('{"a": 1}', /^h:1: here is no list of operations/)
  await refused('[{"type":', /^h:1: this is not JSON/)
})

const ednExpected = [
  [0, 'invoke', 'cas', [1, 'b']],
  ['fault', 'invoke', 'start', null],
  [0, 'ok', 'cas', [1, 'b']],
  ['fault', 'ok', 'start', 'done'],
]
const ednMaps = [
  '{:process 0, :type :invoke, :f :cas, :value [1 "b"]}',
  '{:process :nemesis :type :info :f :start :value nil}',
  '{:process 0, :type :ok, ; a comment with } and "\n :f :cas, :value [1 :b]}',
  '{:process :nemesis, :type :info, :f :start, :value "done" :error "a } \\" {"}',
]

test('EDN: maps by the line, in a vector, in a list, tagged, with comments, in any pieces', async () => {
  const texts = [
    padding + ednMaps.join('\n'),
    ednMaps.join('\n'),
    `; Of a larger history\n[${ednMaps.join('\n ')}]\n`,
    `(${ednMaps.join(' ')})`,
    ednMaps.map((map) => `#jepsen.history.Op${map}\n`).join(''),
  ]
  for (const text of texts)
    for (const size of [1, 2, 10_000]) {
      const found = await read(text, size)
      assert.deepEqual([outline(found), found.format, found.warnings], [ednExpected, 'edn', []])
    }
})

test('whole numbers that a number cannot hold stay apart, as their digits', async () => {
  const values = [
    '9007199254740993',
    '9007199254740992',
    '-12345678901234567890',
    '9007199254740991',
    '1e300',
  ]
  const exact = [...values.slice(0, 3), 2 ** 53 - 1, 1e300]
  const texts = [
    `{"process":0,"type":"invoke","f":"add","value":[${values}],"timeNs":1700000000123456789}`,
    `[{"process":0,"type":"invoke","f":"add","value":[${values}],"time":1700000000123456789}]`,
    `{:process 0 :type :invoke :f :add :value [${values.join(' ')}] :time 1700000000123456789}`,
    `{:process 0 :type :invoke :f :add :value [${values.join(' ').replace('3', '3N')}] :time 1700000000123456789}`,
  ]
  for (const text of texts) {
    const { history } = await read(text)
    assert.deepEqual(history.value[0], exact)
    assert.equal(history.timeNs[0], 1700000000123456800)
  }
})

test("Porcupine's key-value text has keys", async () => {
  const { history } = await read(
    '{:process 3, :type :invoke, :f :append, :key "5", :value "x 0 1 y"}\n',
  )
  const { key, value } = history.operation(0)
  assert.deepEqual([key, value], ['5', 'x 0 1 y'])
})

test('EDN: times may run backwards, for the order of lines counts', async () => {
  const { history, warnings } = await read(
    '{:process 0 :type :invoke :f :read :time 9}{:process 1 :type :invoke :f :read :time 7}{:process 0 :type :ok :f :read :time 11}',
  )
  assert.deepEqual([...history.timeNs], [9, 9, 11])
  assert.deepEqual(warnings, [
    'h: times run backwards 1 times; the order of the operations counts.',
  ])
})

test('EDN: what #_ discards is one form; nothing else is ever left out', async () => {
  const discarded = [
    '#_{:x 1}',
    '#_#_{:x [}"]} 5 {:x "}"}',
    '#_ #user.Rec{:a {:b 1}}',
    '#_foo',
    '#_"a {"',
  ]
  discarded[1] = '#_#_{:x ["}"]} 5'
  for (const size of [1, 3, 1000]) {
    const found = await read(
      ednMaps.map((map, i) => `${discarded[i] ?? ''}\n${map}`).join(' '),
      size,
    )
    assert.deepEqual(outline(found), ednExpected)
  }
  for (const discard of discarded)
    assert.deepEqual(outline(await read(`[${discard} ${ednMaps[0]} ${discard}]`)), [ednExpected[0]])
  for (const stray of [
    '17',
    '"text"',
    '#{1}',
    'nil',
    '##NaN',
    '#_ ]',
    '}',
    ')',
    '#inst "2024"',
    '\\a',
  ])
    await refused(
      `[${ednMaps[0]}\n ${stray} ${ednMaps[2]}]`,
      /^h:2: here is .*, not an operation map/,
    )
  await refused(`[${ednMaps[0]})`, /^h:1: here is \), not/)
  await refused(`${ednMaps[0]}\n{:process 1 :type :ok :f [}`, /^h:2: here is \}, not/)
  await refused(
    `${ednMaps[0]}\n{:process 1 :type :invoke :f :read :value}`,
    /^h:2: this map is not EDN/,
  )
})

test('EDN: a file that ends inside of a map or its list is not whole', async () => {
  for (const [text, length, warning] of [
    [`[${ednMaps[0]}\n {:process 0, :type :o`, 1, 'h:2: the last map is cut off; it is left out.'],
    [`${ednMaps[0]}\n {:process 0, :f "a}`, 1, 'h:2: the last map is cut off; it is left out.'],
    [`[${ednMaps[0]}\n`, 1, 'h:2: the list of maps has no end.'],
    [`(${ednMaps[0]} #jepsen.history.O`, 1, 'h:1: the list of maps has no end.'],
    [`${ednMaps[0]} #_`, 1, 'h:1: the list of maps has no end.'],
  ] as const)
    for (const size of [1, 1000]) {
      const found = await read(text, size)
      assert.deepEqual(
        [found.history.length, found.warnings, found.isCut],
        [length, [warning], true],
      )
    }
  assert.equal((await read(`[${ednMaps[0]}] ; the end`)).isCut, false)
})

test('EDN: an operation that is none is an error with its line', async () => {
  await refused(`[${ednMaps[0]}\n {:process 0 :type :huh :f :cas}]`, /^h:2: type is "huh"/)
  await refused(`[${ednMaps[0]}\n\n ${ednMaps[0]}]`, /^h:3: process 0 starts cas while/)
  await refused('{:process 0 :type ##NaN}', /^h:1: this map is not EDN/)
})

test('a client that has a name has one number, and the nemesis is no client', async () => {
  const named = ['{:process :b :type :invoke :f :read}', '{:process "c" :type :invoke :f :read}']
  const { history, warnings } = await read(
    `${named.join('\n')}{:process :b :type :ok :f :read :value 1}{:process :nemesis :type :info :f :kill}`,
  )
  assert.deepEqual([...history.process], [1e9, 1e9 + 1, 1e9, -1])
  assert.deepEqual([...history.pair], [2, -1, 0, -1])
  assert.deepEqual(warnings, [
    'h: clients are numbers from here on: b is 1000000000, c is 1000000001.',
  ])
  const taken = `{:process 1000000000 :type :invoke :f :read}`
  assert.deepEqual([...(await read(`${taken}${named[0]}`)).history.process], [1e9, 1e9 + 1])
  await refused(`${named[0]}\n${taken}`, /^h:2: process 1000000000 was given to a client without/)
  await refused('{:process [1] :type :invoke :f :read}', /^h:1: process is \[1\], not a number or/)
})

test('process numbers may be beyond 32 bits', async () => {
  const line = (process: string, type: string) =>
    `{"process":${process},"type":"${type}","f":"read","value":null,"timeNs":1}\n`
  const { history } = await read(
    line('4294967297', 'invoke') + line('1', 'invoke') + line('4294967297', 'ok'),
  )
  assert.deepEqual([...history.process], [2 ** 32 + 1, 1, 2 ** 32 + 1])
  assert.deepEqual([...history.pair], [2, -1, 0])
  await refused(line('1.5', 'invoke'), /^h:1: process is 1.5, not a whole number/)
})

test("Elle's own histories leave f out", async () => {
  const found = await read('{:type :invoke :value [[:r 1 nil]]}{:type :ok :value [[:r 1 [2]]]}')
  assert.deepEqual(
    outline(found).map((row) => (row as unknown[])[2]),
    ['txn', 'txn'],
  )
  assert.deepEqual([...found.history.pair], [1, 0])
  await refused('{:type :invoke :value 3}', /^h:1: f is missing, and the value is no transaction/)
})

test('an operation without a process is a client, and its end is that of the one start that fits', async () => {
  const nameless = (process: string) =>
    read(
      [
        `{${process} :type :invoke :f :read :value [[:r 0 nil] [:r 1 nil]]}`,
        `{${process} :type :invoke :f :read :value [[:r 1 nil] [:r 0 nil]]}`,
        `{${process} :type :invoke :f :add :value 5}`,
        `{${process} :type :ok :f :read :value [[:r 1 7] [:r 0 nil]]}`,
        `{${process} :type :info :f :add :value nil}`,
        `{${process} :type :ok :f :read :value [[:r 0 nil] [:r 1 7]]}`,
      ].join('\n'),
    )
  for (const process of ['', ':process nil']) {
    const { history } = await nameless(process)
    assert.deepEqual([...history.pair], [5, 3, 4, 1, 2, 0])
    assert.equal(new Set(history.process).size, 3)
  }
})

test('where the end of an operation without a process fits several starts, nobody guesses', async () => {
  const start = '{:process nil :type :invoke :f :read :value nil}\n'
  await refused(
    `${start}${start}{:process nil :type :ok :f :read :value 1}`,
    /^h:3: this may end any of 2 operations; give every operation its process\./,
  )
  const end = '{:process nil :type :ok :f :read :value 1}'
  await refused(`${start}${end}${end}`, /^h:2: process \d+ ends an operation that it never started/)
  assert.equal((await read(end)).history.completionOnly, true)
})

test("Jepsen's log: other lines are skipped, a timeout is an error", async () => {
  const found = await read(
    [
      'INFO  jepsen.core - Worker 0 starting',
      'INFO  jepsen.core - {:process 0 :type :ok :f :cas}',
      'INFO  jepsen.util - 0\t:invoke\t:cas\t[1 2]',
      'INFO  jepsen.util - :nemesis\t:info\t:start\tnil',
      'INFO  jepsen.util - 0\t:info\t:cas\t:timed-out',
      '2024-01-01 10:00:00,000{GMT}\tINFO\t[jepsen worker 1] jepsen.util: 1\t:invoke\t:read\tnil',
      '2024-01-01 10:00:00,000{GMT}\tINFO\t[jepsen worker 1] jepsen.util: 1\t:fail\t:read\tnil\t:no-leader\n',
    ].join('\n'),
  )
  assert.equal(found.format, 'jepsen-log')
  assert.deepEqual(outline(found), [
    [0, 'invoke', 'cas', [1, 2]],
    ['fault', 'invoke', 'start', null],
    [0, 'info', 'cas', null],
    [1, 'invoke', 'read', null],
    [1, 'fail', 'read', null],
  ])
  assert.equal(found.history.operation(4).error, ':no-leader')
})

test("Jepsen's log may be padded with blanks, and history.txt has operations only", async () => {
  const lines = [
    '0   :invoke :cas    [1 2]',
    ':nemesis\t:info   :start\t[:a "b c"]',
    '0   :fail   :cas    [1 2]   [:no-leader 1]',
  ]
  const log = await read(lines.map((line) => `INFO  jepsen.util - ${line}\n`).join('noise\n'))
  const bare = await read(lines.join('\n'))
  for (const found of [log, bare]) {
    assert.deepEqual(outline(found), [
      [0, 'invoke', 'cas', [1, 2]],
      ['fault', 'invoke', 'start', ['a', 'b c']],
      [0, 'fail', 'cas', [1, 2]],
    ])
    assert.equal(found.history.operation(2).error, '[:no-leader 1]')
  }
  await refused(`${lines[0]}\nnoise\n${lines[2]}`, /^h:2: this is not an operation of Jepsen's log/)
  await refused(`x - ${lines[0]}\nx - 0   :ok   :cas   [1\n`, /^h:2: this is not an operation of/)
  for (const end of ['0   :ok   :cas   [1', '0   :ok   :cas   12', '0   :ok', '0   :o']) {
    const cut = await read(`x - ${lines[0]}\nx - ${end}`)
    assert.deepEqual([cut.history.length, cut.isCut], [1, true], end)
  }
})

test("elle-cli's JSON: a document, a bare list, lines; completions alone", async () => {
  const ops = [
    { type: 'ok', f: 'txn', process: 0, value: [['append', 'x', 1]], time: -1 },
    { type: 'fail', f: 'txn', process: 0, value: [['r', 'x', null]], time: -1 },
  ]
  for (const text of [
    JSON.stringify({ workload: 'list-append', ops }),
    JSON.stringify(ops, null, 2),
    ops.map((operation) => JSON.stringify(operation)).join('\n'),
  ]) {
    const found = await read(text)
    assert.deepEqual(
      outline(found),
      ops.map(({ process, type, f, value }) => [process, type, f, value]),
    )
    assert.equal(found.history.completionOnly, true)
  }
  const colons = ops.map(({ type, f, process, value: [[name, ...rest]] }) => ({
    ':type': `:${type}`,
    ':f': `:${f}`,
    ':process': process,
    ':value': [[`:${name}`, ...rest]],
  }))
  for (const text of [
    JSON.stringify(colons),
    colons.map((operation) => JSON.stringify(operation)).join('\n'),
  ])
    assert.deepEqual(
      outline(await read(text)),
      ops.map(({ process, type, f, value }) => [process, type, f, value]),
    )
  const empty = await read('{"workload": "list-append", "ops": []}')
  assert.deepEqual([empty.history.length, empty.format], [0, 'elle-document'])
})

test('a JSON list that breaks off is read as far as it goes, and is not whole', async () => {
  const op = (process: number) =>
    `{"type":"invoke","f":"txn","process":${process},"value":[["r","]",null]]}`
  for (const tail of ['', ',', `,\n${op(2).slice(0, -4)}`, ',{"a":"}]']) {
    const found = await read(`[${op(0)},\n${op(1)}${tail}`)
    assert.deepEqual(
      [found.history.length, found.isCut, found.warnings],
      [2, true, ['h:2: the list of operations is cut off; what may have followed is missing.']],
    )
  }
  await refused(`{"ops":[${op(0)},${op(1)}`, /^h:1: this is not JSON/)
  await refused(`[${op(0)},${op(1)}]]`, /^h:1: this is not JSON/)
  await refused(`[${op(0)} ${op(1)},`, /^h:1: this is not JSON/)
})

test('the format is told by the whole first line, however long', async () => {
  const value = Array.from({ length: 2 ** 16 }, (_, i) => i)
  const line = JSON.stringify({ process: 'fault', type: 'invoke', f: 'kill', value, timeNs: 3 })
  const { format, history } = await read(`${line}\n`)
  assert.deepEqual([format, history.timeNs[0]], ['jsonl', 3])
})

test('a line is looked at once, however many pieces it comes in', async (t) => {
  const looks = t.mock.method(PlainLines.prototype, 'read').mock
  assert.equal((await read(jsonl, 1)).history.length, 3)
  assert.equal(looks.callCount(), 3)
})

test('a file is read by its path, and one that is missing is an error', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'splitbrain-'))
  try {
    const path = join(folder, 'history.jsonl')
    writeFileSync(path, jsonl)
    assert.deepEqual([...(await readHistory(path)).history.operations()], operations)
    await assert.rejects(readHistory(join(folder, 'none')), /none can't be read/)
    // The letters are two bytes each, of which many a piece has only the first.
    writeFileSync(path, jsonl.replaceAll('"error":"x"', `"error":"x${'ü'.repeat(2 ** 18)}"`))
    assert.equal((await readHistory(path)).history.errors.get(2)?.length, 2 ** 18 + 1)
    const [start] = jsonl.split('ü')
    writeFileSync(path, Buffer.concat([Buffer.from(`${jsonl}${start}`), Buffer.of(0xc3)]))
    const cut = await readHistory(path)
    assert.deepEqual(
      [cut.history.length, cut.warnings],
      [3, [`${path}:4: the last line is cut off; it is left out.`]],
    )
    // Bytes that are no text would all be read as one and the same character.
    writeFileSync(path, Buffer.concat([Buffer.from(start), Buffer.of(0xff), Buffer.from('"}\n')]))
    await assert.rejects(readHistory(path), /history\.jsonl is not text in UTF-8/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('no text makes a reader crash or hang', async () => {
  const pieces = [
    ...ednMaps,
    jsonl,
    '{',
    '}',
    '[',
    '"',
    '\\',
    ';',
    '#',
    '\n',
    ':a',
    '1',
    '\t',
    '{"a"',
    '#x{',
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...pieces)),
      fc.integer({ min: 1, max: 9 }),
      async (parts, size) => {
        try {
          await read(parts.join(''), size)
        } catch (error) {
          assert.equal((error as Error).name, 'SplitbrainError', String(error))
          const { cause } = error as Error
          assert.ok(cause === undefined || cause instanceof SyntaxError, String(cause))
        }
      },
    ),
    { numRuns: tried(300) },
  )
})

test('a string that never ends inside a map ends the reading of that map', async () => {
  const text = '{{:process 0, :type :info, :f :start, :error "a } \\" {"}}\n'
  await assert.rejects(read(text, 7), ({ message, cause }: Error) => {
    assert.match(message, /:1: /)
    return !(cause instanceof RangeError)
  })
})
