import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circleIn } from './deadlocks.ts'

const waits = (...pairs: string[]) => {
  const all = new Map<string, Set<string>>()
  for (const [a, b] of pairs) all.set(a, (all.get(a) ?? new Set()).add(b))
  return all
}

test('who waits for each other stands in a circle, and who only waits for these does not', () => {
  assert.deepEqual(circleIn(waits('ab', 'ba')), ['a', 'b'])
  assert.deepEqual(circleIn(waits('xa', 'ab', 'bc', 'ca', 'yb')), ['a', 'b', 'c'])
})

test('waiting in a line, or for the same one by two ways, is no deadlock', () => {
  assert.equal(circleIn(waits()), undefined)
  assert.equal(circleIn(waits('ab', 'bc', 'ac', 'cd', 'bd')), undefined)
})
