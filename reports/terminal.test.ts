import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { anyText } from './any-text.fixture.ts'
import type { CheckResult } from '../checkers/checker.ts'
import type { ClaimResult } from '../runner/results.ts'
import { failoverRun } from './failover.fixture.ts'
import { formatWitness, terminalTable } from './terminal.ts'
import { tried } from '../history/tried.fixture.ts'

const plain = { color: false, columns: 100 }
const { results } = failoverRun()

test('a run is one row with its figures', () => {
  const [head, first] = terminalTable([results], plain).split('\n')
  assert.match(head, /^Run +Acknowledged +Lost +Recovery +Verdict$/)
  assert.match(first, /^hot-standby async, seed 42 +10,310 +591 +3\.03 s +pass$/)
})

test('a sentence on trial stands there once for all runs of a kind, with what became of it', () => {
  const sentence = 'the manual says “some transactions might be lost in the switch to a backup\n'
  const alone = terminalTable([results], plain)
  assert.ok(alone.includes(`\nhot-standby async: ${sentence}  server”\n  holds\n`), alone)
  const claims = [{ ...results.claims[0], verdict: 'unknown' as const }]
  const many = terminalTable([results, { ...results, claims }, results], plain)
  assert.ok(many.includes(`: ${sentence}  server”\n  holds in 2 of 3\n  unknown in 1 of 3\n`), many)
  const none = terminalTable([{ ...results, claims: [] }], plain)
  assert.match(none, /\n\nNo sentence of the manual was on trial\.\n/)
})

test('what nobody could count is a dash, not zero', () => {
  const table = terminalTable([{ ...results, lost: null, rtoSeconds: null }], plain)
  assert.match(table.split('\n')[1], /10,310 +– +– /)
})

test('a failed check comes with its anomaly and the witness in the order of time', () => {
  const table = terminalTable([results], plain)
  assert.match(table, /^fail {2}hot-standby async, seed 42: check durability$/m)
  assert.match(table, /lost write: 591 of 10310 acknowledged writes are gone/)
  const [acknowledged, missing] = table.match(/^ +\d\d\.\d{3} s .*/gm)!
  assert.match(acknowledged, /11\.299 s +11\.303 s +7494 +add 4398: ok \(process 3 on n1\)$/)
  assert.match(
    missing,
    /30\.200 s +30\.600 s +21033 +read \[9719 elements\]: ok \(process 5000 on n2\)$/,
  )
})

test('runs that fail alike are told once, with the seeds of the others', () => {
  const again = [43, 44].map((seed) => ({ ...results, run: { ...results.run, seed } }))
  const table = terminalTable([results, ...again], plain)
  assert.equal(table.match(/check durability/g)?.length, 1)
  assert.match(table, /also with seed 43, 44/)
})

test('a claim that is violated or unknown says why', () => {
  const claims = (['violated', 'unknown', 'holds'] as const).map((verdict) => ({
    ...results.claims[0],
    id: `claim-${verdict}`,
    verdict,
    reason: `Because of ${verdict}.`,
  }))
  const table = terminalTable([{ ...results, claims }], plain)
  assert.match(table, /^violated {2}.*claim claim-violated\n {2}Because of violated\.$/m)
  assert.match(table, /^unknown {2}.*claim claim-unknown\n {2}Because of unknown\.$/m)
  assert.doesNotMatch(table, /Because of holds/)
})

test('what no claim speaks of is told with its reason, and in the headline', () => {
  const findings = [{ verdict: 'fail' as const, reason: 'No claim allows a ghost.' }]
  const table = terminalTable([{ ...results, verdict: 'fail', findings }], plain)
  assert.match(table, /^fail {2}.*beyond the claims\n {2}No claim allows a ghost\.$/m)
})

test('a run that broke off is told as such', () => {
  const error = { code: 'runtime', message: 'No space left on device.', phase: 'set up' }
  const table = terminalTable(
    [{ ...results, verdict: 'unknown', claims: [], checks: {}, error }],
    plain,
  )
  assert.match(table, /the run broke off in its phase “set up”\n {2}No space left on device\./)
})

test('what was judged stays in the table although something else broke, and what nobody knows is a dash', () => {
  const error = { code: 'crash', message: 'The page could not be written.', phase: 'report' }
  const [, row] = terminalTable([{ ...results, error }], plain).split('\n')
  assert.match(row, /10,310 +591 /)
  const nothing = { acknowledged: null, lost: null, rtoSeconds: null, claims: [], checks: {} }
  const [, none] = terminalTable([{ ...results, ...nothing, error }], plain).split('\n')
  assert.match(none, / – +– +– +pass/)
})

test('colours are an option, and add nothing but colours', () => {
  const colored = terminalTable([results], { ...plain, color: true })
  assert.notEqual(colored, terminalTable([results], plain))
  assert.equal(stripVTControlCharacters(colored), terminalTable([results], plain))
})

function tableOf(text: string, columns = 100): string {
  const operation = { index: 1, process: 1, type: 'info', f: text, key: text, value: text } as const
  const witness = [{ ...operation, timeNs: 1e9, node: text, error: text, label: text }]
  const check: CheckResult = {
    verdict: 'fail',
    reason: text,
    anomalies: [{ name: text, summary: text, witness }],
  }
  const claim: ClaimResult = {
    id: text,
    sentence: text,
    source: text,
    verdict: 'unknown',
    reason: text,
  }
  const run = { ...results.run, scenario: text }
  return terminalTable([{ ...results, run, claims: [claim], checks: { [`${text}.`]: check } }], {
    color: false,
    columns,
  })
}

test('no text from a database reaches the terminal as a control sequence', () => {
  const traps = fc.constantFrom('\u001b[2J\u001b]0;title\u0007', '\u202egnp.exe', '\r\n\t')
  fc.assert(
    fc.property(fc.oneof(anyText, traps), (text) => {
      // oxlint-disable-next-line no-control-regex
      assert.doesNotMatch(tableOf(text), /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    }),
    { numRuns: tried(30) },
  )
})

test('nothing is wider than the terminal', () => {
  const long = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.constantFrom('x'.repeat(400), 'so many '.repeat(99)),
  )
  fc.assert(
    fc.property(long, fc.constantFrom(60, 80, 100), (text, columns) => {
      for (const line of tableOf(text, columns).split('\n')) assert.ok(line.length <= columns, line)
    }),
    { numRuns: tried(60) },
  )
})

test('a long series with large figures fits 60 columns', () => {
  const run = { ...results.run, seed: 2 ** 31 - 1, options: { sync: 'remote_apply' } }
  const large = { ...results, run, acknowledged: 12_345_678, lost: 1_234_567, rtoSeconds: 123 }
  const table = terminalTable(Array(20).fill(large), { color: false, columns: 60 })
  for (const line of table.split('\n')) assert.ok(line.length <= 60, line)
  assert.match(table, /12,345,678 +1,234,567 +123 s +pass\n/)
})

test('formatWitness pairs each completion with its invocation', () => {
  const shared = { process: 4, f: 'cas', key: 'x', node: 'n1' } as const
  const table = formatWitness(
    [
      { ...shared, index: 9, type: 'info', value: [1, 2], timeNs: 2.5e9, error: 'timeout' },
      { ...shared, index: 3, type: 'invoke', value: [1, 2], timeNs: 1e9 },
      { process: 5, f: 'read', key: 'x', index: 5, type: 'ok', value: 2, timeNs: 2e9 },
    ],
    plain,
  )
  const [head, cas, read] = table.split('\n')
  assert.match(head, /^ +From +To +Index +Operation$/)
  assert.match(cas, /1\.000 s +2\.500 s +9 +cas x 1 → 2: info, timeout \(process 4 on n1\)$/)
  assert.match(read, /– +2\.000 s +5 +read x 2: ok \(process 5\)$/)
})

test('a witness shows the names that its summary calls the operations by', () => {
  const one = { process: 4, f: 'read', key: 'x', value: 1, type: 'ok' } as const
  const table = formatWitness(
    [
      { ...one, index: 1, timeNs: 1e9, label: 'T1' },
      { ...one, index: 2, timeNs: 2e9, label: 'T2' },
    ],
    plain,
  )
  const [, first, second] = table.split('\n')
  assert.match(first, /^ +T1 +– +1\.000 s +1 +read x 1/)
  assert.match(second, /^ +T2 +– +2\.000 s +2 +read x 1/)
})
