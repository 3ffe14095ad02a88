import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evidenceOf } from '../../runner/evidence.ts'
import { History } from '../../history/history.ts'
import { isolationLevels } from '../../runner/workload.ts'
import { isolationHolds } from './isolation.ts'
import { answered } from './judged.fixture.ts'

type Micro = [f: 'append' | 'r', key: number, value: unknown]

/** Two transactions, one within the other's time or after it. */
function two(first: Micro[], second: Micro[], atOnce = true) {
  const line = (process: number, type: 'invoke' | 'ok', value: Micro[]) => ({
    process,
    type,
    f: 'txn',
    value,
  })
  const starts = [line(0, 'invoke', first), line(1, 'invoke', second)]
  const ends = [line(0, 'ok', first), line(1, 'ok', second)]
  const lines = atOnce ? [...starts, ...ends] : [starts[0], ends[0], starts[1], ends[1]]
  return evidenceOf(History.from(lines.map((each, index) => ({ ...each, index, timeNs: index }))))
}

const seen = two([['append', 1, 1]], [['r', 1, []]])

for (const level of isolationLevels) {
  const { id, sentence, source, decide } = isolationHolds(level)

  test(`${id} has a sentence of the manual and its place`, () => {
    assert.ok(sentence.length > 0)
    assert.match(source, /Transaction Isolation/)
  })

  test(`${id} holds, is violated, or is unknown as its checker says`, () => {
    const held = decide(answered('list-append', 'pass'), seen)
    assert.equal(held.verdict, 'holds')
    assert.deepEqual(held.power, { contendingTransactions: 1 })
    assert.deepEqual(decide(answered('list-append', 'fail'), seen), {
      verdict: 'violated',
      reason: 'Two saw each other.',
    })
    assert.deepEqual(decide(answered('list-append', 'unknown'), seen), {
      verdict: 'unknown',
      reason: 'It took too long.',
    })
  })

  test(`${id} is unknown without transactions, or without an acknowledged one`, () => {
    assert.equal(decide(answered('linearizability', 'pass'), seen).verdict, 'unknown')
    const none = { ...answered('list-append', 'pass'), acknowledged: 0 }
    assert.equal(decide(none, seen).verdict, 'unknown')
  })

  test(`${id} is unknown where no two transactions met`, () => {
    const apart = [
      two([['append', 1, 1]], [['r', 1, []]], false),
      two([['append', 1, 1]], [['r', 2, []]]),
      two([['r', 1, []]], [['r', 1, []]]),
    ]
    for (const evidence of apart) {
      const { verdict, reason } = decide(answered('list-append', 'pass'), evidence)
      assert.equal(verdict, 'unknown')
      assert.match(reason, /No two transactions met/)
    }
  })
}
