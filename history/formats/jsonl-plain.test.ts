import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { PlainLines } from './jsonl-plain.ts'
import { least, tried } from '../tried.fixture.ts'

const encoder = new TextEncoder()
const plain = new PlainLines()

/** What it reads of a line that has a newline and something else behind it, as JSON.parse would give it. */
function read(line: string): Record<string, unknown> | undefined {
  const found = plain.read(encoder.encode(`${line}\n{"process":9}\n`), 0)
  if (found === undefined || plain.end !== encoder.encode(line).length) return undefined
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}

const line = '{"index":3,"process":1,"type":"ok","f":"cas","value":[1,-2],"timeNs":12345678901}'

/** JSON.parse, without the field that says nothing to the builder. */
function parsed(text: string): Record<string, unknown> {
  const { index: _, ...rest } = JSON.parse(text)
  return rest
}

test('a plain line is read as JSON.parse reads it', () => {
  for (const text of [
    line,
    '{"process":"fault","type":"invoke","f":"kill-primary","value":null,"timeNs":0}',
    '{"f":"txn","timeNs":1,"type":"ok","process":0,"value":[["append",1,2],["r",1,[2,3,4]]],"node":"n1"}',
    '{"process":0,"type":"info","f":"add","key":"x","value":7,"error":"57P01 gone","timeNs":999999999999999}',
    '{"process":0,"type":"ok","f":"add","value":-0,"timeNs":1,"scheduledNs":5}',
  ])
    assert.deepEqual(read(text), parsed(text), text)
})

test('words that come again are the same, whatever came between', () => {
  for (const f of ['read', 'rea', 'reads', 'read', ''])
    assert.deepEqual(read(`{"process":0,"type":"ok","f":"${f}"}`), { process: 0, type: 'ok', f })
})

test('whatever is not plain, or not JSON, is left to the one that reads everything', () => {
  for (const text of [
    line.replace(',', ', '),
    line.replace('"cas"', '"c\\u0061s"'),
    line.replace('"cas"', '"käse"'),
    line.replace('-2', '2.5'),
    line.replace('-2', '2e3'),
    line.replace('-2', '02'),
    line.replace('-2', '-'),
    line.replace('-2', '9007199254740993'),
    line.replace('[1,-2]', '[]'),
    line.replace('[1,-2]', '[1,]'),
    line.replace('[1,-2]', '{"a":1}'),
    line.replace('[1,-2]', 'true'),
    line.replace('[1,-2]', 'nul'),
    line.replace('"f"', '"g"'),
    line.slice(0, -1),
    line.slice(0, 20),
    `${line}}`,
    `${line}\r`,
    '',
    '[]',
    '{}',
  ])
    assert.equal(read(text), undefined, text)
})

test('no line is read otherwise than JSON.parse reads it', () => {
  const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.integer(),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string(),
      fc.constant(null),
      fc.boolean(),
      fc.array(tie('value'), { maxLength: 4 }),
    ),
  })).value
  const operation = fc.record(
    {
      process: fc.oneof(fc.nat(), fc.constant('fault')),
      type: fc.constantFrom('invoke', 'ok', 'fail', 'info'),
      f: fc.string({ maxLength: 6 }),
      key: fc.oneof(fc.nat(), fc.string()),
      value,
      timeNs: fc.nat(),
      node: fc.constantFrom('n1', 'n2'),
      error: fc.string(),
      scheduledNs: fc.nat(),
    },
    { requiredKeys: [] },
  )
  let plainLines = 0
  fc.assert(
    fc.property(operation, (given) => {
      const text = JSON.stringify(given)
      const found = read(text)
      if (found === undefined) return
      plainLines++
      assert.deepEqual(found, JSON.parse(text))
    }),
    { numRuns: tried(3000) },
  )
  assert.ok(plainLines > least(300), `${plainLines} lines were plain`)
})
