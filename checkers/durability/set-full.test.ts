import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { jepsenCases, jepsenHistory } from './testing/jepsen-cases.ts'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { assertLaws } from '../laws.ts'
import { dishonestSetHistories, setHistories } from './testing/generated.ts'
import { setFull, type SetFullResult } from './set-full.ts'
import { tried } from '../../history/tried.fixture.ts'

const verdicts = { true: 'pass', false: 'fail', unknown: 'unknown' }

/** A result as Jepsen would print it. */
function asJepsen(result: SetFullResult): Record<string, unknown> {
  return {
    'attempt-count': result.attempts,
    'stable-count': result.stable,
    lost: result.lost,
    'lost-count': result.lost.length,
    'never-read': result.neverRead,
    'never-read-count': result.neverRead.length,
    stale: result.stale,
    'stale-count': result.stale.length,
    'duplicated-count': result.duplicated.length,
    ...(result.stableLatenciesMs && { 'stable-latencies': { ...result.stableLatenciesMs } }),
    ...(result.lostLatenciesMs && { 'lost-latencies': { ...result.lostLatenciesMs } }),
  }
}

test("Jepsen's cases", async (t) => {
  for (const { name, history, result } of await jepsenCases(t, 'SetFull')) {
    const found = setFull().check(history, {})
    assert.equal(found.verdict, verdicts[String(result['valid?']) as 'true'], name)
    const { 'valid?': _, 'worst-stale': __, duplicated: ___, ...counts } = result
    assert.deepEqual(asJepsen(found), counts, name)
  }
})

test("Jepsen's history, in which what was read is not what was added", async (t) => {
  const history = await jepsenHistory(t, 'set_full.edn')
  if (!history) return
  const result = setFull().check(history, {})
  assert.equal(result.verdict, 'fail')
  assert.equal(result.lost.length, 293)
})

test('a read that ended before an element was added says nothing of it', () => {
  const lines = [
    [1, 'invoke', 'read', null],
    [2, 'invoke', 'read', null],
    [2, 'ok', 'read', []],
    [0, 'invoke', 'add', 7],
    [1, 'ok', 'read', [7]],
  ] as const
  const history = History.from(
    lines.map(([process, type, f, value], index) => ({
      index,
      process,
      type,
      f,
      value,
      timeNs: index,
    })),
  )
  assert.equal(setFull().check(history, {}).stable, 1)
})

test('nothing passes for want of an acknowledged write, or of a read of one', () => {
  const check = (lines: [f: string, type: 'ok' | 'info', value: unknown][]) =>
    setFull().check(
      History.from(
        lines.flatMap(([f, type, value], i): Operation[] => [
          { index: 2 * i, process: i, type: 'invoke', f, value, timeNs: i },
          { index: 2 * i + 1, process: i, type, f, value, timeNs: i },
        ]),
      ),
      {},
    )
  const unacknowledged = check([
    ['add', 'info', 1],
    ['read', 'ok', [1]],
  ])
  assert.deepEqual(
    [unacknowledged.verdict, unacknowledged.reason],
    ['unknown', 'No write was acknowledged.'],
  )
  const unread = check([
    ['add', 'ok', 1],
    ['read', 'ok', [1]],
    ['add', 'ok', 2],
    ['add', 'info', 3],
  ])
  assert.deepEqual(
    [unread.verdict, unread.reason],
    ['unknown', '1 acknowledged elements were not read after that.'],
  )
})

test('the laws hold, and an honest set never fails', () => {
  fc.assert(
    fc.property(setHistories(), dishonestSetHistories(), (honest, dishonest) => {
      for (const checker of [setFull(), setFull({ linearizable: true })]) {
        assertLaws(checker, honest, { needsFinalRead: true })
        // What a prefix has lost, a longer history may have found again.
        if (checker.check(History.from(dishonest), {}).verdict !== 'pass')
          assertLaws(checker, dishonest, { needsFinalRead: true })
      }
    }),
    { numRuns: tried(40) },
  )
})
