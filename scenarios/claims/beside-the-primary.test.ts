import assert from 'node:assert/strict'
import { test } from 'node:test'
import { besideThePrimary } from './beside-the-primary.ts'
import { evidence, failover, switchover, write, type Lines } from './reads.fixture.ts'

const rows = (...lines: Lines[]) => besideThePrimary(evidence(...lines)).map(({ row }) => row)

test('what an old primary takes is told, from the end of the switch on, and nothing of the new one', () => {
  const beside = evidence(write(1), failover('n1', 'n2'), write(2), write(3, 'n2'))
  assert.deepEqual(besideThePrimary(beside), [{ row: 5, node: 'n1', primary: 'n2' }])
})

test('where nothing changed, or one is the primary again, all is as it should be', () => {
  assert.deepEqual(rows(write(1), write(2, 'n2')), [])
  const there = [failover('n1', 'n2'), write(1, 'n2')]
  assert.deepEqual(rows(...there, switchover('n2', 'n1'), write(2)), [])
  assert.deepEqual(rows(...there, switchover('n2', 'n1'), write(2, 'n2')), [7])
})

test('what was begun before the switch was over may have been answered late', () => {
  const [invoke, ok] = write(1)
  assert.deepEqual(rows([invoke], failover('n1', 'n2'), [ok]), [])
})

test('who is taking over answers before it is told to be the primary', () => {
  const [begin, done] = failover('n2', 'n3')
  assert.deepEqual(rows(failover('n1', 'n2'), [begin], write(1, 'n3'), [done]), [])
})
