import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomFrom } from '../runner/random.ts'
import type { RunRecord } from '../runner/results.ts'
import { faultsIn } from '../scenarios/schedule/names.ts'
import { example } from '../scenarios/topologies/external/description.ts'
import { chooseScenario } from './choose.ts'
import { commandOf, recordOf } from './record.ts'
import { recordedSchedule } from './recorded-run.ts'
import { parseSchedule, readSchedule, toYaml } from './schedule-file.ts'

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

test('a run on servers of your own is repeated by the file that names them, and by no runtime', () => {
  const scenario = chooseScenario('external', { cluster: example, faults: ['kill-n1'] })
  const { command } = recordOf({ scenario, runtime: 'external', seed: 1 })
  assert.match(command, /^npx splitbrain run external .*--cluster cluster\.yaml .*--seed 1$/)
  assert.doesNotMatch(command, /--runtime/)
})

test('runs of the same words that start at the same moment have an id each', () => {
  const ids = Array.from({ length: 20 }, () => {
    const scenario = chooseScenario('hot-standby', {})
    return recordOf({ scenario, runtime: 'embedded', seed: 1 }).id
  })
  assert.equal(new Set(ids).size, ids.length)
})

test('a run by a schedule has it in its record and its command, and is repeated by its seed alone', async () => {
  const schedule = [
    { every: '2s..3s', fault: ['kill-n1', 'pause-n2', 'ring'], for: '1s..1500ms' },
    { turns: ['switchover', 'flap-n2'] },
    { fault: 'stop-n3', when: 'n2 is primary', patience: '5s' },
  ]
  const scenario = chooseScenario('hot-standby', { schedule, timeLimit: 60 })
  const written = JSON.stringify(recordOf({ scenario, runtime: 'embedded', seed: 7 }))
  const record = JSON.parse(written) as RunRecord
  const [, word] = /--schedule '([^']*)'/.exec(record.command)!
  assert.deepEqual((await readSchedule(word)).schedule, schedule)
  const went = recordedSchedule(record)
  assert.deepEqual(
    faultsIn(went).map(({ words }) => words),
    record.faults,
  )
  assert.ok(record.faults.length > 15)
  assert.ok(new Set(record.faults).size === 6)
  const { schedule: again } = parseSchedule(toYaml(went), 'went.yaml')
  const repeated = chooseScenario('hot-standby', { schedule: again, timeLimit: 60 })
  assert.deepEqual(repeated.steps(randomFrom(8)), repeated.steps(randomFrom(9)))
  assert.deepEqual(
    repeated.faults.map(({ name }) => name),
    record.faults,
  )
})
