import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseEDNString } from 'edn-data'
import fc from 'fast-check'
import { readPlainEdn } from './edn-plain.ts'

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
    fc.property(value, (text) => assert.deepEqual(readPlainEdn(text), parseEDNString(text, plain))),
  )
})

test('a whole number that a number cannot hold is its digits', () => {
  const text = '[5N 9007199254740991 +9007199254740993 -12345678901234567890N]'
  const digits = ['9007199254740993', '-12345678901234567890']
  assert.deepEqual(readPlainEdn(text), [5, 2 ** 53 - 1, ...digits])
})

test('what is not plain is left to the library', () => {
  const others = ['"a\\n"', '\\c', 'symbol', '1/2', '#inst "2024"']
  for (const other of [
    ...others,
    ...others.map((text) => `{:a [${text}]}`),
    '{:a',
    '[1',
    '"a',
    '',
    '1 2',
  ])
    assert.equal(readPlainEdn(other), undefined, other)
})
