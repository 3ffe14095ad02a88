import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INSPECT } from '../../history/history.ts'
import { counted } from './judged.fixture.ts'
import { call, event, fault, mode, timeline } from './timeline.fixture.ts'
import { ARCHIVED_WAL, archiveIsWhole } from './whole-archive.ts'

/** n2 takes the place of n1 after a second, and somebody looks into the archive after nine. */
function run(findings: string[], type: 'ok' | 'fail' = 'ok') {
  return timeline(
    fault('kill-n1', [900, 5000], { nodes: ['n1'] }),
    event('operator', 'failover', [1000, 1100], { from: 'n1', to: 'n2' }),
    look(findings, type),
  )
}

function look(findings: string[], type: 'ok' | 'fail' = 'ok') {
  const about = { tool: ARCHIVED_WAL, of: 'archive' }
  const answer = { ...about, findings }
  return call({ f: INSPECT, node: 'archive', ms: [9000, 9010], type, value: about, answer })
}

const { decide, trial } = archiveIsWhole

test('a segment that the archive lacks between others breaks it, by name', () => {
  const { verdict, reason } = decide(counted(0), run(['00000001000000000000000D']))
  assert.equal(verdict, 'violated')
  assert.match(reason, /lacks segment 00000001000000000000000D, .* n2 took the place of n1\.$/)
  const many = decide(counted(0), run(['A', 'B', 'C']))
  assert.match(many.reason, /lacks 3 segments, A to C, /)
})

test('an archive without a gap holds, and one that nobody could look into is unknown', () => {
  const { verdict, power } = decide(counted(0), run([]))
  assert.deepEqual([verdict, power], ['holds', { changesOfThePrimary: 1, faults: 1 }])
  assert.equal(decide(counted(0), run([], 'fail')).verdict, 'unknown')
})

test('it is on trial where the primary was replaced', () => {
  const onTrial = trial as (evidence: ReturnType<typeof run>) => boolean
  assert.ok(onTrial(run([])))
  assert.ok(!onTrial(timeline()))
})

test('but not where nobody who ships was met, unless something is missing all the same', () => {
  const onTrial = trial as (evidence: ReturnType<typeof run>) => boolean
  const met = (name: string, findings: string[] = []) =>
    timeline(mode('n2'), fault(`kill-${name}`, [900, 5000], { nodes: [name] }), look(findings))
  assert.ok(!onTrial(met('n2')))
  assert.ok(onTrial(met('n2', ['A'])))
  assert.ok(onTrial(met('n1')) && onTrial(met('archive')))
  assert.equal(decide(counted(0), met('n1')).power?.faults, 1)
})
