import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { faultSpans } from './faults.ts'

const effect = (took: boolean) => ({ took, by: {} })

/** An event with its beginning and its end. */
const event = (kind: 'fault' | 'undo', value: object): Omit<Operation, 'index' | 'timeNs'>[] => {
  const f = kind === 'fault' ? 'kill-standby' : 'undo kill-standby'
  return (['invoke', 'ok'] as const).map((type) => ({ process: 'fault', type, kind, f, value }))
}

test('a fault that met no node is ended by its own undo, and not another of its name', () => {
  const events = [
    ...event('fault', { nodes: ['n2'] }),
    ...event('fault', { nodes: [] }),
    ...event('undo', { nodes: [], effect: effect(false) }),
    ...event('undo', { nodes: ['n2'], effect: effect(true) }),
  ]
  const spans = faultSpans(
    History.from(events.map((each, index) => ({ ...each, index, timeNs: index }))),
  )
  assert.deepEqual(
    spans.map((span) => [span.nodes, span.effect?.took]),
    [
      [['n2'], true],
      [[], false],
    ],
  )
})
