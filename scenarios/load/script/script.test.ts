import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readScript } from './script.ts'
import { stepsOf } from './steps.ts'

const commandsOf = (text: string) => readScript({ name: 'own.sql', text })

function statements(text: string): [text: string, parameters: string[]][] {
  return commandsOf(text).flatMap((command) =>
    command.kind === 'sql' ? [[command.statement.text, command.statement.parameters] as const] : [],
  ) as [string, string[]][]
}

test('statements end at semicolons that are no part of anything', () => {
  const first = `SELECT 'a;b', "c;d", $$e;f$$, $t$ $$; $t$, E'\\';' -- g;
    /* h; /* i; */ j; */`
  const found = statements(`${first}; SELECT (1;2); ;; SELECT 3`).map(([text]) => text)
  assert.deepEqual(found, [first, 'SELECT (1;2)', 'SELECT 3'])
})

test('each variable has a place of its own, and casts, strings and comments have none', () => {
  const text = "\\set a 1\nSELECT :a::int + :a, '12:30', 'x:y' -- :a\n WHERE b = :scale;"
  assert.deepEqual(statements(text), [
    ["SELECT $1::int + $2, '12:30', 'x:y' -- :a\n WHERE b = $3", ['a', 'a', 'scale']],
  ])
})

test('a place in what the server prepares is found in the script', () => {
  const text = '\\set aid 1\n\\set b 2\nSELECT :aid, :b, wrong'
  const [command] = commandsOf(text).slice(-1)
  assert.ok(command.kind === 'sql')
  const { statement } = command
  for (const word of ['SELECT', 'wrong'])
    assert.equal(statement.offsetOf(statement.text.indexOf(word)), text.indexOf(word))
})

test('a line of a command goes on after a backslash at its end', () => {
  const [command] = commandsOf('\\set a 1 + \\\n 2\nSELECT :a;')
  assert.ok(command.kind === 'set' && command.compute(new Map(), undefined!) === 3n)
})

test('what can not be read is refused with line and column, and what to do', () => {
  const refused: [string, RegExp][] = [
    ['SELECT 1;\n\\gset\n', /line 2, column 1: \\gset is not done here.*--by pgbench/],
    ['\\if 1\nSELECT 1;\n\\endif', /line 1, column 1: \\if is not done here/],
    ['\\setshell x ls\n', /\\setshell runs programs/],
    ['\\sett x 1\n', /\\sett is no command; there are \\set/],
    ['\\set\nSELECT 1;', /line 1, column 5: \\set takes the name of a variable/],
    ['\\set 1x 2\nSELECT 1;', /\\set takes the name/],
    ['\\set x 1 +\nSELECT 1;', /line 1, column 11: the expression ends/],
    ['SELECT :nowhere;', /line 1, column 8: :nowhere is not set/],
    ["\\set x 1\nSELECT\n ':x';", /line 3, column 3: :x stands within quotes/],
    ["SELECT 'a;\n", /line 1, column 8: this string has no end/],
    ['SELECT "a;\n', /line 1, column 8: this name has no end/],
    ['SELECT $a$;\n', /line 1, column 8: this string has no end/],
    ['SELECT /* 1;\n', /line 1, column 8: this comment has no end/],
    ['SELECT (1;\n', /line 1, column 8: this parenthesis is never closed/],
    ['\\sleep soon\nSELECT 1;', /\\sleep takes a number/],
    ['\\sleep :x\nSELECT 1;', /:x is not set/],
    ['\\startpipeline\nSELECT 1;', /this pipeline never ends/],
    ['\\endpipeline\nSELECT 1;', /\\endpipeline has no other end/],
    ['\\set x 1\n', /no SQL statement/],
    ['', /line 1, column 1: there is no SQL statement/],
  ]
  for (const [text, message] of refused)
    assert.throws(() => commandsOf(text), { code: 'usage', message }, text)
})

test('what fails as it is computed tells its place too', () => {
  const [command] = commandsOf('\\set x 1 / 0\nSELECT 1;')
  assert.ok(command.kind === 'set')
  const message = /own.sql, line 1, column 7: division by zero/
  assert.throws(() => command.compute(new Map(), undefined!), { code: 'usage', message })
})

/** How many statements are sent at once, step by step. */
function sent(text: string, pipelined: boolean): number[] {
  return stepsOf(commandsOf(text), { pipelined }).map((step) =>
    step.kind === 'send' ? step.items.filter(({ kind }) => kind === 'sql').length : -1,
  )
}

test('a transaction is sent at once, and statements beside it one by one', () => {
  const text =
    '\\set a 1\nSELECT 1; SELECT 2; BEGIN; SELECT :a; \\set b 2\nSELECT :b; END; SELECT 3;'
  assert.deepEqual(sent(text, true), [0, 1, 1, 4, 1])
  assert.deepEqual(sent(text, false), [0, 1, 1, 1, 1, 0, 1, 1, 1])
})

test('a transaction that pauses is sent one by one, and so is one without an end', () => {
  assert.deepEqual(sent('BEGIN; SELECT 1; \\sleep 1 ms\nEND;', true), [1, 1, -1, 1])
  assert.deepEqual(sent('BEGIN; SELECT 1;', true), [1, 1])
})

test('a pipeline is sent at once whatever is asked for', () => {
  const text = '\\startpipeline\nSELECT 1; SELECT 2;\n\\endpipeline\nSELECT 3;'
  for (const pipelined of [true, false]) assert.deepEqual(sent(text, pipelined), [2, 1])
})
