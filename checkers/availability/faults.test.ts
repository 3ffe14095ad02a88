import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { faultSpans, overlap, type FaultSpan } from './faults.ts'

const effect = (took: boolean) => ({ took, by: {} })

type Event = Omit<Operation, 'index' | 'timeNs'>

/** An event with its beginning and its end. */
const event = (kind: 'fault' | 'undo', value: object, end: 'ok' | 'info' = 'ok'): Event[] => {
  const f = kind === 'fault' ? 'kill-standby' : 'undo kill-standby'
  return (['invoke', end] as const).map((type) => ({ process: 'fault', type, kind, f, value }))
}
const spansOf = (events: Event[]) =>
  faultSpans(History.from(events.map((each, index) => ({ ...each, index, timeNs: index }))))

test('a fault that met no node is ended by its own undo, and not another of its name', () => {
  const events = [
    ...event('fault', { nodes: ['n2'] }),
    ...event('fault', { nodes: [] }),
    ...event('undo', { nodes: [], effect: effect(false) }),
    ...event('undo', { nodes: ['n2'], effect: effect(true) }),
  ]
  assert.deepEqual(
    spansOf(events).map((span) => [span.nodes, span.effect?.took]),
    [
      [['n2'], true],
      [[], false],
    ],
  )
})

test('an undo that names nobody ends the oldest, whoever that met', () => {
  const met = (node: string) => event('fault', { nodes: [node] })
  const spans = spansOf([...met('n2'), ...met('n3'), ...event('undo', { effect: effect(true) })])
  assert.deepEqual(
    spans.map(({ endNs, effect: told }) => [endNs, told?.took]),
    [
      [5, true],
      [null, undefined],
    ],
  )
})

test('an undo that failed ends nothing, and what it told of the effect holds', () => {
  const nodes = ['n2']
  const failed = event('undo', { nodes, effect: effect(true) }, 'info')
  const [span] = spansOf([...event('fault', { nodes }), ...failed])
  assert.deepEqual([span.endNs, span.undoRow, span.effect?.took], [null, null, true])
})

test('two faults overlap where one is there before the other is over, also if it never ends', () => {
  const span = (startNs: number, endNs: number | null) => ({ startNs, endNs }) as FaultSpan
  const beside = (one: FaultSpan, other: FaultSpan) => {
    assert.equal(overlap(one, other), overlap(other, one))
    return overlap(one, other)
  }
  assert.equal(beside(span(1, 5), span(6, 9)), false)
  assert.equal(beside(span(1, 6), span(6, 9)), true)
  assert.equal(beside(span(1, null), span(6, 9)), true)
  assert.equal(beside(span(1, 5), span(6, null)), false)
})
