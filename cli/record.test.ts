import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseScenario } from './choose.ts'
import { commandOf, recordOf } from './record.ts'

test('the command that repeats a run leaves out what would say nothing', () => {
  const options = { workload: 'set', isolation: 'serializable', faults: [], timeLimit: 12 }
  assert.equal(
    commandOf('hot-standby', { ...options, toxiproxy: undefined }, 'set'),
    'npx splitbrain run hot-standby --workload set --faults none --time-limit 12',
  )
  assert.match(
    commandOf('hot-standby', { isolation: 'serializable' }, 'list-append'),
    /--isolation serializable$/,
  )
})

test('runs of the same words that start at the same moment have an id each', () => {
  const ids = Array.from({ length: 20 }, () => {
    const scenario = chooseScenario('hot-standby', {})
    return recordOf({ scenario, runtime: 'embedded', seed: 1 }).id
  })
  assert.equal(new Set(ids).size, ids.length)
})
