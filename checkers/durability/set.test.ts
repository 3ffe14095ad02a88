import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { jepsenCases, jepsenHistory } from './testing/jepsen-cases.ts'
import { History } from '../../history/history.ts'
import { assertLaws } from '../laws.ts'
import { dishonestSetHistories, setHistories } from './testing/generated.ts'
import { set } from './set.ts'
import { tried } from '../../history/tried.fixture.ts'

test("Jepsen's case", async (t) => {
  for (const { history } of await jepsenCases(t, 'Set')) {
    const result = set().check(history, {})
    assert.equal(result.verdict, 'fail')
    assert.equal(result.attempts, 6)
    assert.equal(result.acknowledged, 2)
    assert.deepEqual(result.ok, [0, 10, 20])
    assert.deepEqual(result.lost, [1])
    assert.deepEqual(result.recovered, [10, 20])
    assert.deepEqual(result.unexpected, [30])
    assert.deepEqual(
      result.anomalies.map(({ name }) => name),
      ['lost write', 'unexpected element', 'aborted read'],
    )
  }
})

test("Jepsen's history", async (t) => {
  const history = await jepsenHistory(t, 'set.edn')
  if (history) assert.equal(set().check(history, {}).verdict, 'pass')
})

test('the laws hold, and an honest set never fails', () => {
  fc.assert(
    fc.property(setHistories(), dishonestSetHistories(), (honest, dishonest) => {
      assertLaws(set(), honest, { needsFinalRead: true })
      // What a prefix has lost, a longer history may have found again.
      if (set().check(History.from(dishonest), {}).verdict !== 'pass')
        assertLaws(set(), dishonest, { needsFinalRead: true })
    }),
    { numRuns: tried(40) },
  )
})
