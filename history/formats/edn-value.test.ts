import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseEDNString } from 'edn-data'
import fc from 'fast-check'
import { ednValue } from './edn-value.ts'
import { Tuple } from './tuple.ts'

const plain = { mapAs: 'object', keywordAs: 'string', listAs: 'array', setAs: 'array' } as const

const blank = fc.constantFrom(' ', ', ', '\n', '  ')
const word = fc.constantFrom('a', 'type', 'x-y', 'ns/k', '_1')
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('nil', 'true', 'false', '0', '-7', '+3', '2.5', '1e3', '"a b"', '""', '"};["'),
    word.map((name) => `:${name}`),
    fc
      .tuple(fc.array(tie('value'), { maxLength: 3 }), blank)
      .map(([items, gap]) => `[${items.join(gap)}]`),
    fc
      .tuple(fc.array(tie('value'), { maxLength: 3 }), blank)
      .map(([items, gap]) => `(${items.join(gap)})`),
    fc
      .tuple(fc.array(tie('value'), { maxLength: 3 }), blank)
      .map(([items, gap]) => `#{${items.join(gap)}}`),
    fc
      .tuple(fc.uniqueArray(word), fc.array(tie('value'), { minLength: 5, maxLength: 5 }), blank)
      .map(([keys, values, gap]) => `{${keys.map((key, i) => `:${key} ${values[i]}`).join(gap)}}`),
  ),
}))

test('plain EDN is read as the library reads it', () => {
  fc.assert(
    fc.property(value, (text) => assert.deepEqual(ednValue(text), parseEDNString(text, plain))),
  )
})

test('a whole number that a number cannot hold is its digits', () => {
  const text = '[5N 9007199254740991 +9007199254740993 -12345678901234567890N]'
  const digits = ['9007199254740993', '-12345678901234567890']
  assert.deepEqual(ednValue(text), [5, 2 ** 53 - 1, ...digits])
})

test('what is unusual is kept apart', () => {
  const cases: [string, unknown][] = [
    ['"a\\n\\"\\u00fc\\\\"', 'a\n"ü\\'],
    ['[\\c \\} \\newline \\u0041]', ['c', '}', '\n', 'A']],
    ['[symbol 1/2]', [{ sym: 'symbol' }, { sym: '1/2' }]],
    ['#inst "2024"', { tag: 'inst', val: '2024' }],
    ['#user.Rec{:a 1}', { a: 1 }],
    ['#point [1 2]', { tag: 'point', val: [1, 2] }],
    ['{[1 {:a 2}] 3, nil 4}', { '[1,{"a":2}]': 3, null: 4 }],
    ['[1.5M 1.00000000000000001M]', [1.5, '1.00000000000000001M']],
  ]
  for (const [text, value] of cases) assert.deepEqual(ednValue(text), value, text)
})

test('what #_ discards is one form, wherever it stands', () => {
  const cases: [string, unknown][] = [
    ['[1 #_2 3 #_ [4 "]"]]', [1, 3]],
    ['{:a #_ #_ 1 2 3 #_\\}}', { a: 3 }],
    ['[#_#inst "2024" 1 ; 2 ]\n 3]', [1, 3]],
  ]
  for (const [text, value] of cases) assert.deepEqual(ednValue(text), value, text)
})

test("independent's tuples are no mere lists", () => {
  const found = ednValue('#jepsen.independent/tuple [5 [3 4]]')
  assert.ok(found instanceof Tuple)
  assert.deepEqual([...found], [5, [3, 4]])
  assert.throws(() => ednValue('#jepsen.independent/tuple [5]'), /a tuple is \[key value\]/)
})

test('what would lose something is refused', () => {
  const broken = [
    '{:a',
    '[1',
    '"a',
    '',
    '1 2',
    '{:a 1 :b}',
    '{:a 1 :a 2}',
    '[1)',
    '"\\q"',
    '\\nope',
  ]
  for (const text of [...broken, '##NaN', '1x', '#', ':', '#_ 1', '{:__proto__ 1}'])
    assert.throws(() => ednValue(text), SyntaxError, text)
})
