import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { callOf } from './call.ts'
import { illegal } from './model.ts'
import { modelNamed } from './models/catalog.ts'
import { NEVER } from './part.ts'
import { partsOf } from './parts.ts'
import type { Problem } from './problem.ts'
import { search } from './search.ts'
import { isLinearizable } from './testing/brute-force.ts'
import { queueObject } from './testing/objects.ts'
import { strangeCalls } from './testing/queue-calls.ts'
import { scattered } from './testing/scattered.ts'
import { seeded, simulate } from './testing/simulate.ts'
import { least, tried } from '../../history/tried.fixture.ts'

const model = modelNamed('fifo-queue')

function problemOf(operations: readonly Operation[], initial: number[] = []): Problem {
  const history = History.from(operations)
  const [part] = partsOf(history, model)
  const calls = [...part.row].map((row) => callOf(history, row))
  return { part, calls, model, initial }
}

const limits = { memoryLimitBytes: 1e8, triedLimit: 100_000 }

/** That it is an order which time allows and the model does. */
function assertOrder({ part, calls, initial }: Problem, order: readonly number[]): void {
  assert.equal(new Set(order).size, order.length)
  let state: unknown = model.init(initial)
  for (const [place, call] of order.entries()) {
    assert.ok(order.slice(place).every((later) => part.response[later] > part.invoke[call]))
    state = model.step(state, calls[call])
    assert.notEqual(state, illegal)
  }
}

test('a queue of any elements, some of them in from the start: ordered where trying every order finds one', () => {
  const seen: Record<string, number> = { pass: 0, fail: 0 }
  const cases = fc.record({
    seed: fc.noBias(fc.nat()),
    values: fc.integer({ min: 1, max: 4 }),
    initial: fc.array(fc.nat(2), { maxLength: 2 }),
  })
  fc.assert(
    fc.property(cases, ({ seed, values, initial }) => {
      const choose = seeded(seed)
      const calls = strangeCalls(choose, () => choose(values))
      const operations = scattered(calls, choose, [1, 2, 4, 6][choose(4)])
      if (operations.length === 0) return
      const problem = problemOf(operations, initial)
      const result = search(problem, limits)
      const isRight = isLinearizable({ ...queueObject(), initial }, operations)
      assert.equal(result.verdict, isRight ? 'pass' : 'fail')
      seen[result.verdict]++
      assertOrder(problem, result.order)
      const { response } = problem.part
      const ended = [...response.keys()].filter((call) => response[call] !== NEVER)
      if (isRight) assert.ok(ended.every((call) => result.order.includes(call)))
    }),
    { numRuns: tried(3000) },
  )
  assert.ok(seen.pass > least(300) && seen.fail > least(300), JSON.stringify(seen))
})

test('a queue of few different elements is ordered by looking at about each of them', () => {
  const object = queueObject()
  for (const [processes, crashes] of [
    [5, 0],
    [5, 5],
    [20, 0],
  ]) {
    const operations = simulate(object, seeded(1), { operations: 1000, processes, crashes })
    const problem = problemOf(operations)
    const { verdict, tried, order } = search(problem, limits)
    assert.equal(verdict, 'pass')
    assert.ok(tried < 10_000, `${processes} processes: ${tried}`)
    assertOrder(problem, order)
  }
})
