import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History, INSPECT } from '../history/history.ts'
import type { Operation } from '../history/operation.ts'
import { FIRST_FINAL_PROCESS } from './final-reads.ts'
import { unlookedAt } from './findings.ts'

/** What each of these processes asked of n2, and how it ended; one that ends with its invocation had no answer. */
function reasons(...ends: Pick<Operation, 'process' | 'type' | 'f' | 'error'>[]): string[] {
  const both = ends.flatMap((end) => [
    { ...end, error: undefined, type: 'invoke' as const },
    ...(end.type === 'invoke' ? [] : [end]),
  ])
  const history = History.from(
    both.map((each, index) => ({ value: null, ...each, node: 'n2', index, timeNs: index })),
  )
  const findings = unlookedAt(history)
  assert.ok(findings.every(({ verdict }) => verdict === 'unknown'))
  return findings.map(({ reason }) => reason)
}

test('a copy that could not be read in the end is unknown, by its node, and a read under load is not', () => {
  const read = { process: FIRST_FINAL_PROCESS, f: 'read' }
  assert.deepEqual(reasons({ ...read, type: 'ok' }), [])
  assert.deepEqual(reasons({ ...read, process: 3, type: 'fail', error: '57P03' }), [])
  for (const type of ['fail', 'info'] as const)
    assert.deepEqual(reasons({ ...read, type, error: '57P03' }), [
      'What n2 holds in the end could not be read: 57P03.',
    ])
  assert.deepEqual(reasons({ ...read, type: 'invoke' }), [
    'What n2 holds in the end could not be read: no answer.',
  ])
})

test('a node that a tool could not inspect is unknown, by tool and node', () => {
  const inspect = { process: 2 ** 31, f: INSPECT, value: { tool: 'amcheck', findings: [] } }
  assert.deepEqual(reasons({ ...inspect, type: 'ok' }), [])
  assert.deepEqual(reasons({ ...inspect, type: 'fail', error: 'no room' }), [
    'It could not be inspected, amcheck on n2: no room.',
  ])
})
