import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { linearizability } from './linearizability.ts'
import { isLinearizable } from './testing/brute-force.ts'
import { queueObject } from './testing/objects.ts'
import { dequeue, enqueue, strangeCalls } from './testing/queue-calls.ts'
import { scattered } from './testing/scattered.ts'
import { seeded } from './testing/simulate.ts'

const checker = linearizability({ model: 'fifo-queue', allowEmpty: true })
const strange = fc.noBias(fc.nat()).map((seed): Operation[] => {
  const choose = seeded(seed)
  return scattered(
    strangeCalls(choose, (element) => element),
    choose,
    [1, 2, 4, 6][choose(4)],
  )
})

test('dequeues whose ends nobody saw beside some that found nothing: judged as trying every order says', () => {
  const seen: Record<string, number> = {}
  fc.assert(
    fc.property(strange, (operations) => {
      const { verdict, engine, anomalies } = checker.check(History.from(operations), {})
      const isRight = isLinearizable(queueObject(), operations)
      assert.equal(verdict, isRight ? 'pass' : 'fail')
      assert.doesNotMatch(engine, /search/)
      const name = anomalies[0]?.name ?? verdict
      seen[name] = (seen[name] ?? 0) + 1
      if (verdict === 'pass' || engine === 'origins') return
      const witness = anomalies[0].witness.map((each, index) => ({ ...each, index }))
      assert.equal(isLinearizable(queueObject(), witness), false, anomalies[0].summary)
    }),
    { numRuns: 3000 },
  )
  for (const name of ['pass', 'false empty', 'skipped element', 'out-of-order dequeue'])
    assert.ok(seen[name] > 20, JSON.stringify(seen))
})

test('a queue found empty after a dequeue that nobody saw end is right, twice it is not', () => {
  const right = scattered([enqueue(1), dequeue(), dequeue(null)], seeded(1), 0)
  assert.equal(checker.check(History.from(right), {}).verdict, 'pass')
  const calls = [enqueue(1), enqueue(2), dequeue(), dequeue(null)]
  const wrong = scattered(calls, seeded(1), 0)
  const { anomalies, engine } = checker.check(History.from(wrong), {})
  assert.equal(engine, 'patterns')
  assert.deepEqual(
    anomalies.map(({ name }) => name),
    ['false empty'],
  )
  assert.match(
    anomalies[0].summary,
    /found nothing, although one of 1, 2 was in all the while; 2 of them never came out, and only 1 of the dequeues whose ends nobody saw had begun/,
  )
})

test('twenty thousand clients that lost their answers are judged at once', () => {
  const calls = Array.from({ length: 20_000 }, (_, element) => [enqueue(element), dequeue()]).flat()
  const operations = scattered([...calls, dequeue(null)], seeded(1), 2)
  const { verdict, engine } = checker.check(History.from(operations), {})
  assert.deepEqual([verdict, engine], ['pass', 'patterns'])
})
