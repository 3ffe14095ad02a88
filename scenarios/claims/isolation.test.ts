import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isolationLevels } from '../workloads/list-append.ts'
import { isolationHolds } from './isolation.ts'
import { answered } from './judged.fixture.ts'

const seen = { failovers: 1 }

for (const level of isolationLevels) {
  const { id, sentence, source, decide } = isolationHolds(level)

  test(`${id} has a sentence of the manual and its place`, () => {
    assert.ok(sentence.length > 0)
    assert.match(source, /Transaction Isolation/)
  })

  test(`${id} holds, is violated, or is unknown as its checker says`, () => {
    assert.equal(decide(answered('list-append', 'pass'), seen).verdict, 'holds')
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
}
