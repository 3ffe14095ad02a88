import assert from 'node:assert/strict'
import { test } from 'node:test'
import { awayLines, linesOf } from './lines.ts'

const fault = { name: 'delay-<links>', about: '' }
const usual = { setting: '', embedded: true, docker: true } as const

test('who has a fault is told with why another has it not', () => {
  const runtimes = [usual, { ...usual, setting: ':by=netem', embedded: 'it has no netem' }]
  assert.deepEqual(linesOf({ ...fault, runtimes }), [
    'on embedded, docker',
    ':by=netem on docker; not on embedded: it has no netem',
  ])
})

test('why a runtime is not here is told once, and not of each fault', () => {
  const here = { embedded: true, docker: 'No engine answers.' } as const
  const runtimes = [{ ...usual, ...here }]
  assert.deepEqual(linesOf({ ...fault, runtimes }, here), ['on embedded; not on docker'])
  assert.deepEqual(awayLines(here), ['docker is not here: No engine answers.'])
})

test('scenarios are told with what can be aimed at there, or alone', () => {
  assert.deepEqual(linesOf({ ...fault, scenarios: { a: ['n1', 'n2'] } }), ['in a: n1, n2'])
  assert.deepEqual(linesOf({ ...fault, scenarios: { a: [], b: [] } }), ['in a, b'])
})
