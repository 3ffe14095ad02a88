import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Verdict } from '../checkers/checker.ts'
import type { RunResults } from '../runner/results.ts'
import { exitCodeOf } from './exit-code.ts'

const ended = (verdict: Verdict, code?: string) =>
  ({ verdict, error: code && { code, message: '', phase: '' } }) as RunResults

const pass = ended('pass')
const fail = ended('fail')
const unknown = ended('unknown')
const crash = ended('unknown', 'runtime')

test('0 only where every run passed', () => {
  assert.equal(exitCodeOf([pass, pass], false), 0)
})

test('nothing that was judged is unknown', () => {
  assert.equal(exitCodeOf([], false), 2)
})

test('one unknown outranks every pass, and one fail every unknown', () => {
  assert.equal(exitCodeOf([pass, unknown], false), 2)
  assert.equal(exitCodeOf([pass, unknown, fail], false), 1)
})

test('a harness that failed outranks everything', () => {
  assert.equal(exitCodeOf([pass, fail, crash], false), 70)
  assert.equal(exitCodeOf([fail, crash], true), 70)
})

test('an interrupted run says so', () => {
  assert.equal(exitCodeOf([pass], true), 130)
  assert.equal(exitCodeOf([], true), 130)
  assert.equal(exitCodeOf([ended('unknown', 'interrupted')], true), 130)
})

test('what a server refuses to be set up with is wrong usage, and a harness that failed is worse', () => {
  const refused = ended('unknown', 'usage')
  assert.equal(exitCodeOf([pass, refused], false), 64)
  assert.equal(exitCodeOf([refused, crash], false), 70)
})
