import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { History } from '../history/history.ts'
import type { Operation } from '../history/operation.ts'
import type { Checker, CheckResult } from './checker.ts'
import { assertLaws } from './laws.ts'

const operations: Operation[] = [
  { process: 0, type: 'invoke' as const, f: 'read', key: 'x', value: null },
  { process: 0, type: 'ok' as const, f: 'read', key: 'x', value: 1 },
  { process: 1, type: 'invoke' as const, f: 'read', key: 'y', value: null },
  { process: 1, type: 'ok' as const, f: 'read', key: 'y', value: 2 },
].map((operation, index) => ({ ...operation, index, timeNs: index }))

const nothing: CheckResult = { verdict: 'unknown', anomalies: [], reason: 'Nothing was judged.' }
const pass: CheckResult = { verdict: 'pass', anomalies: [] }
const failAt = (history: History, ...rows: number[]): CheckResult => ({
  verdict: 'fail',
  anomalies: [{ name: 'odd', summary: '', witness: rows.map((row) => history.operation(row)) }],
})
const checker = (check: (history: History) => CheckResult): Checker => ({
  name: 'fake',
  about: '',
  check: (history) => (history.length === 0 ? nothing : check(history)),
})

test('lawful checkers pass', () => {
  assertLaws(
    checker(() => pass),
    operations,
  )
  assertLaws(
    checker((history) => failAt(history, 0, 1)),
    operations,
  )
})

let calls = 0
const outlaws: [law: string, checker: Checker][] = [
  ['an empty history is unknown', { name: '', about: '', check: () => pass }],
  [
    'a fail shows an anomaly',
    checker((history) => ({ ...failAt(history), anomalies: failAt(history).anomalies })),
  ],
  ['a pass shows no anomaly', checker((history) => ({ ...failAt(history, 0), verdict: 'pass' }))],
  ['an unknown says why', checker(() => ({ ...nothing, reason: undefined }))],
  ['judging twice', checker(() => ({ ...pass, reason: String((calls += 1)) }))],
  [
    'a history is not changed',
    checker((history) => {
      history.process[0] = 7
      return pass
    }),
  ],
  [
    'processes have no names',
    checker((history) => (history.process[0] < 5 ? pass : failAt(history, 0))),
  ],
  [
    'keys have no names',
    checker((history) => (history.keys[0] === 'x' ? pass : failAt(history, 0))),
  ],
  [
    'a prefix of a passing history',
    checker((history) => (history.length === 4 ? pass : failAt(history, 0))),
  ],
  [
    'a prefix of a passing history',
    checker((history) => (history.length % 2 === 0 ? pass : nothing)),
  ],
  [
    'a witness quotes',
    checker((history) => ({
      ...pass,
      verdict: 'fail',
      anomalies: [
        { name: '', summary: '', witness: [{ ...history.operation(1), value: 'invented' }] },
      ],
    })),
  ],
  [
    'the witness alone',
    checker((history) => (history.length === 4 ? failAt(history, 0, 1) : pass)),
  ],
]

for (const [law, outlaw] of outlaws)
  test(`breaking "${law}" is found`, () => {
    assert.throws(() => assertLaws(outlaw, operations), new RegExp(`Broken law: ${law}`))
  })

test('a checker of final reads may not know a prefix', () => {
  const durable = checker((history) => (history.length === 3 ? nothing : pass))
  assert.throws(() => assertLaws(durable, operations), /Broken law: a prefix/)
  assertLaws(durable, operations, { needsFinalRead: true })
})
