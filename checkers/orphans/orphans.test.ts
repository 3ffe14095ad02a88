import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { inOrder } from '../availability/testing/simulated.ts'
import { integrity } from '../integrity/integrity.ts'
import { assertLaws } from '../laws.ts'
import { orphans } from './orphans.ts'
import { PREPARED } from './prepared.ts'

type Line = Omit<Operation, 'index'>

const look = (node: string, findings: string[] | null, tool = PREPARED): Line[] => {
  const about = { process: node === 'n1' ? 1 : 2, f: 'inspect', node, timeNs: 90e6 }
  const end =
    findings === null ? ({ type: 'fail', error: 'timeout' } as const) : { type: 'ok' as const }
  return [
    { ...about, type: 'invoke', value: { tool } },
    { ...about, ...end, value: { tool, of: PREPARED, findings } },
  ]
}

const check = (...lines: Line[][]) => {
  const operations = inOrder(lines.flat())
  assertLaws(orphans(), operations, { needsFinalRead: true })
  return orphans().check(History.from(operations), {})
}

test('servers that hold nothing prepared', () => {
  const { verdict, prepared } = check(look('n1', []), look('n2', []))
  assert.equal(verdict, 'pass')
  assert.deepEqual(prepared, [
    { node: 'n1', count: 0 },
    { node: 'n2', count: 0 },
  ])
})

test('one that is left on one server is told by its name, and is no corruption', () => {
  const lines = [look('n1', []), look('n2', ['gid-7', 'gid-9'])]
  const { verdict, anomalies, prepared } = check(...lines)
  assert.equal(verdict, 'fail')
  assert.deepEqual(
    anomalies.map(({ name, summary }) => [name, summary]),
    [['orphaned transaction', 'n2 still holds 2 transactions prepared: gid-7.']],
  )
  assert.equal(prepared[1].count, 2)
  const sound = look('n1', [], 'pg_amcheck')
  const history = History.from(inOrder([...lines, sound].flat()))
  assert.deepEqual(integrity().check(history, {}).anomalies, [])
})

test('a server that could not be asked, or none that was, is unknown', () => {
  const { verdict, reason } = check(look('n1', []), look('n2', null))
  assert.deepEqual([verdict, reason], ['unknown', `${PREPARED} on n2: timeout`])
  assert.match(check(look('n1', [], 'pg_amcheck')).reason!, /No node was asked/)
})
