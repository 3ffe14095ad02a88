import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from '../../history/history.ts'
import { Offices } from '../topologies/partitioned/offices.ts'
import { rowsOfEach } from './rows-of-each.ts'

test('a server is asked for its own rows, and with others for what is theirs too', () => {
  const offices = new Offices(2)
  const keys = [0, 1]
  const homes = keys.map((key) => offices.of(key))
  assert.deepEqual(homes, offices.names)
  const asked = [...keys.map((key) => ({ f: 'write', key })), { f: 'read' }]
  const lines = asked.map((each, index) => {
    const about = { process: index, value: null, node: homes.join('+') }
    return { ...about, ...each, type: 'invoke' as const, index, timeNs: index }
  })
  const parts = rowsOfEach(offices)(History.from(lines))
  const seen = parts.map((isOf) => lines.map(({ index }) => isOf(index)))
  assert.deepEqual(seen, [
    [true, false, true],
    [false, true, true],
  ])
})
