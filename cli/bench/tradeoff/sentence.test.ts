import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Point } from '../../../reports/tradeoff/results.ts'
import { sentenceOf } from './sentence.ts'

type Ratio = [from: number, to: number]

function cell(rttMs: number, clients: number, levels: Record<string, Ratio>, delayedBytes = 1) {
  return Object.entries(levels).map(([level, [from, to]]) => {
    const ratio = { value: Math.sqrt(from * to), from, to }
    return { level, rttMs, clients, ratio, delayedBytes } as Point
  })
}

const fast = { async: [0.9, 1.1] as Ratio }
const slow = { on: [0.1, 0.2] as Ratio, remote_apply: [0.1, 0.2] as Ratio }

test('it holds with its conditions where it holds anywhere', () => {
  const { verdict, reason, conditions } = sentenceOf([
    ...cell(20, 1, { ...fast, ...slow }),
    ...cell(5, 8, { ...fast, on: [0.6, 0.9] }),
    ...cell(20, 8, { ...fast, on: [0.4, 0.6] }),
  ])
  assert.equal(verdict, 'holds')
  assert.equal(
    reason,
    'with 1 client it holds at 20 ms; with 8 clients not at 5 ms, unknown at 20 ms.',
  )
  assert.deepEqual(
    conditions.map(({ said }) => said),
    ['holds', 'not', 'unknown'],
  )
})

test('it is violated where synchronous replication costs little everywhere, or asynchronous much', () => {
  assert.equal(sentenceOf(cell(20, 1, { ...fast, on: [0.6, 0.9] })).verdict, 'violated')
  assert.equal(sentenceOf(cell(20, 1, { async: [0.3, 0.7], ...slow })).verdict, 'violated')
})

test('an interval that reaches over a limit decides nothing', () => {
  assert.equal(sentenceOf(cell(20, 1, { ...fast, on: [0.4, 0.6] })).verdict, 'unknown')
  assert.equal(sentenceOf(cell(20, 1, { async: [0.7, 0.9], ...slow })).verdict, 'unknown')
  assert.equal(sentenceOf(cell(20, 1, { async: [0, Infinity], ...slow })).verdict, 'unknown')
})

test('a round trip that is none, or that nothing waited for, decides nothing', () => {
  assert.equal(sentenceOf(cell(0, 1, { ...fast, ...slow })).verdict, 'unknown')
  assert.equal(sentenceOf(cell(20, 1, { ...fast, ...slow }, 0)).verdict, 'unknown')
})

test('remote_write is not fully synchronous, and without async nothing is said', () => {
  const { verdict, reason } = sentenceOf(cell(20, 1, { ...fast, remote_write: [0.1, 0.2] }))
  assert.equal(verdict, 'unknown')
  assert.match(reason, /needs async, and on or remote_apply/)
  assert.equal(sentenceOf(cell(20, 1, slow)).verdict, 'unknown')
})
