import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Verdict } from '../checkers/checker.ts'
import type { RunResults } from '../runner/results.ts'
import { chooseScenario } from './choose.ts'
import { commandOf, exitCodeOf, recordOf, type Execution } from './execute.ts'

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

test('the command that repeats a run leaves out what would say nothing', () => {
  const options = { workload: 'set', isolation: 'serializable', faults: [], timeLimit: 12 }
  assert.equal(
    commandOf('hot-standby', { ...options, toxiproxy: undefined }, 'set'),
    'npx splitbrain run hot-standby --workload set --faults none --time-limit 12',
  )
  assert.match(
    commandOf('hot-standby', { isolation: 'serializable' }, 'list-append'),
    /--isolation serializable$/,
  )
})

test('runs of the same words that start at the same moment have an id each', () => {
  const run = { runtime: 'embedded', seed: 1, output: '', cancelled: new AbortController().signal }
  const ids = Array.from({ length: 20 }, () => {
    const scenario = chooseScenario('hot-standby', {})
    return recordOf({ ...run, scenario } as Execution).id
  })
  assert.equal(new Set(ids).size, ids.length)
})
