import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultSpans } from '../checkers/availability/faults.ts'
import type { Effect } from '../history/effect.ts'
import { History } from '../history/history.ts'
import type { Operation } from '../history/operation.ts'
import { measured } from './effect.ts'
import type { FaultContext } from './fault.ts'
import { withoutEffect } from './findings.ts'
import { Injections } from './injections.ts'
import { oneAtATime } from './one-at-a-time.ts'

/** The history of one made-up fault, from its injection to its undo. */
async function historyWith(effect: () => Promise<Effect | undefined>) {
  const recorded: Operation[] = []
  const seen: string[] = []
  const asked = () => (seen.push('effect'), effect())
  await using undos = new AsyncDisposableStack()
  const injections = new Injections({
    context: { cluster: { heal: async () => ({}) } } as unknown as FaultContext,
    over: new AbortController().signal,
    record: (each) => recorded.push({ ...each, index: recorded.length, timeNs: recorded.length }),
    exclusively: oneAtATime(),
    healLimitMs: 1,
    undos,
  })
  const undo = async () => void seen.push('undo')
  const inject = async () => ({ nodes: ['n1'], undo, effect: asked })
  const takeBack = await injections.inject({ name: 'kill-n1', needs: [], inject })
  await takeBack()
  await takeBack()
  return { history: History.from(recorded), seen }
}

test('what shows that a fault did something is asked once, just before its undo, and stands with that', async () => {
  const effect: Effect = { took: true, by: { processesGone: 7 } }
  const { history, seen } = await historyWith(async () => effect)
  assert.deepEqual(seen, ['effect', 'undo'])
  const [span] = faultSpans(history)
  assert.deepEqual(span.effect, effect)
  assert.deepEqual(history.value[span.undoRow!], { nodes: ['n1'], effect })
  assert.deepEqual(withoutEffect(history), [])
})

test('a fault that did nothing is a finding, by its name and by what shows it', async () => {
  const { history } = await historyWith(async () => ({ took: false, by: { bytesHeld: 0 } }))
  const reason = 'The fault kill-n1 on n1 did nothing: effect none, bytes held 0.'
  assert.deepEqual(withoutEffect(history), [{ verdict: 'unknown', reason }])
})

test('an effect that nobody can tell any more hinders no undo, and is a finding too', async () => {
  const { history, seen } = await historyWith(() => Promise.reject(new Error('n1 is away')))
  assert.deepEqual(seen, ['effect', 'undo'])
  const reason =
    'The fault kill-n1 on n1 may have done nothing: effect not known, because n1 is away.'
  assert.deepEqual(withoutEffect(history), [{ verdict: 'unknown', reason }])
})

test('where nothing is told of an effect nothing is held against the fault', async () => {
  const { history } = await historyWith(async () => undefined)
  assert.deepEqual(withoutEffect(history), [])
})

test('an effect that is not told in time is not known', async () => {
  const never = new Promise<Effect>(() => {})
  assert.deepEqual(await measured(() => never, 1), {
    took: 'unknown',
    by: { because: 'Nobody could tell within 1 ms.' },
  })
})
