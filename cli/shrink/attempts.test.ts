import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Attempts } from './attempts.ts'

/** Attempts whose runs fail or not as is told of each. */
function attempts(fails: boolean[], { repeat = 3, budget = 100 } = {}) {
  const over = new AbortController()
  const runs = fails.values()
  const of = { repeat, budget, over: over.signal, fails: async () => runs.next().value === true }
  return { attempts: new Attempts<string>(of), over }
}

test('one failure of several runs is enough, and ends them', async () => {
  const { attempts: some } = attempts([false, true])
  assert.equal(await some.canFail('a'), true)
  assert.equal(some.made, 2)
})

test('a candidate that passes so often fails no more', async () => {
  const { attempts: some } = attempts([false, false, false, true])
  assert.equal(await some.canFail('a'), false)
  assert.equal(some.made, 3)
  assert.equal(some.cutShort, false)
})

test('the rate is of runs of its own, all of them', async () => {
  const { attempts: some } = attempts([true, true, false, true])
  await some.canFail('a')
  assert.deepEqual(await some.rateOf('a'), { failed: 2, of: 3 })
})

test('what is left of the budget is for the rate', async () => {
  const { attempts: some } = attempts([false, false, true, true, true], { budget: 5 })
  assert.equal(await some.canFail('a'), false)
  assert.equal(await some.canFail('b'), false)
  assert.equal(some.made, 2)
  assert.equal(some.cutShort, true)
  assert.deepEqual(await some.rateOf('a'), { failed: 3, of: 3 })
  assert.equal(some.left(), 0)
})

test('after a signal nothing is run, and what it cut short counts for nothing', async () => {
  const over = new AbortController()
  const some = new Attempts<string>({
    repeat: 3,
    budget: 100,
    over: over.signal,
    fails: async () => {
      over.abort()
      return false
    },
  })
  assert.deepEqual(await some.rateOf('a'), { failed: 0, of: 0 })
  assert.equal(await some.canFail('a'), false)
  assert.equal(some.made, 1)
})
