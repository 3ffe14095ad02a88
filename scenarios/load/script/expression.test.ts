import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomFrom } from '../../../runner/random.ts'
import { expressionIn, type Expression } from './expression.ts'
import { NotComputed, textOf, type Value } from './values.ts'

const variables = new Map<string, Value>([
  ['scale', 3n],
  ['half', 0.5],
])

function read(text: string): Expression {
  const source = { name: 'own.sql', text }
  return expressionIn(source, 0, text.length, (name) => variables.has(name))
}

const computed = (text: string) => read(text)(variables, randomFrom(1))

test('integers stay integers, and a double makes doubles of both', () => {
  assert.equal(computed('5 / 2'), 2n)
  assert.equal(computed('-5 / 2'), -2n)
  assert.equal(computed('-5 % 3'), -2n)
  assert.equal(computed('5 / 2.0'), 2.5)
  assert.equal(computed('1e3 + 1'), 1001)
  assert.equal(computed('.5 * :half'), 0.25)
})

test('operators bind as in pgbench', () => {
  assert.equal(computed('1 + 2 * 3'), 7n)
  assert.equal(computed('(1 + 2) * 3'), 9n)
  assert.equal(computed('10 - 3 - 2'), 5n)
  assert.equal(computed('1 + 1 << 2'), 8n)
  assert.equal(computed('~1 + 2'), -4n)
  assert.equal(computed('- 2 * 3'), -6n)
  assert.equal(computed('6 # 3 | 8 & 12'), 12n)
  assert.equal(computed('-16 >> 2'), -4n)
})

test('functions compute what they are called', () => {
  assert.equal(computed('abs(-17)'), 17n)
  assert.equal(computed('greatest(5, 4.5, 2)'), 5)
  assert.equal(computed('least(5, 4, 2)'), 2n)
  assert.deepEqual(
    ['2.5', '3.5', '-2.5', '2.4'].map((each) => computed(`int(${each})`)),
    [2n, 4n, -2n, 2n],
  )
  assert.equal(computed('mod(54, 32)'), 22n)
  assert.equal(computed('POWER(2.0, 10)'), 1024)
  assert.equal(computed('sqrt(2.25) + ln(exp(1)) + double(1)'), 3.5)
  assert.equal(textOf(computed('pi()')), '3.14159265358979')
})

test('variables are read as the script runs', () => {
  assert.equal(computed('100000 * :scale'), 300_000n)
})

test('what can not be computed says why', () => {
  const failures = {
    '1 / 0': /division by zero/,
    '1 % (2 - 2)': /division by zero/,
    '9223372036854775807 + 1': /beyond 64 bits/,
    'random(2, 1)': /no number lies from 2 to 1/,
    'random_gaussian(1, 9, 1.5)': /at least 2/,
    'random_zipfian(1, 9, 1)': /from 1.001 to 1000/,
    'random_exponential(1, 9, 0)': /above 0/,
    'int(1 / 0.0)': /no integer/,
  }
  for (const [text, message] of Object.entries(failures))
    assert.throws(
      () => computed(text),
      (error: Error) => error instanceof NotComputed && message.test(error.message),
      text,
    )
})

test('what is no expression is refused with its place and what to do', () => {
  const refused = {
    '1 +': /column 4: the expression ends too early/,
    '(1': /column 3: the expression ends/,
    '1 2': /column 3: 2 is not expected/,
    '1 @ 2': /column 3: "@" means nothing/,
    ':nowhere + 1': /column 1: :nowhere is not set: set it in a line above/,
    'randon(1, 2)': /column 1: there is no function randon; there are abs/,
    'random(1)': /column 1: random takes 2 arguments, not 1/,
    'pi(1)': /pi takes no arguments, not 1/,
    'permute(1, 2)': /permute is not computed here; pgbench itself takes it/,
    '1 < 2': /column 3: < is logic/,
    'case when true then 1 end': /column 1: case is logic/,
    '99999999999999999999': /column 1: 99999999999999999999 is beyond 64 bits/,
    '1.2.3': /column 4: .3 is not expected/,
  }
  for (const [text, message] of Object.entries(refused))
    assert.throws(() => read(text), { code: 'usage', message }, text)
})
