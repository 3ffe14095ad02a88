import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INSPECT } from '../../history/history.ts'
import { REFUSED_STREAMS, streamsGoOnDownstream } from './downstream.ts'
import { counted } from './judged.fixture.ts'
import { call, event, fault, timeline } from './timeline.fixture.ts'

const said = 'requested starting point 0/F00000 is ahead of … 0/EFFFD8 (29 times)'

/** A fault of one node, and a tool that looks at n3 after nine seconds. */
function run(
  hit: string,
  findings: string[],
  { tool = REFUSED_STREAMS, replaced = false, verb = 'restart' } = {},
) {
  const taken = { from: 'n3', to: 'n1' }
  return timeline(
    ...(replaced ? [event('operator', 'failover', [1000, 1100], taken)] : []),
    fault(`${verb}-${hit}`, [2000, 3000], { nodes: [hit] }),
    call({
      f: INSPECT,
      node: 'n3',
      ms: [9000, 9010],
      value: { tool, of: 'streams' },
      answer: { tool, of: 'streams', findings },
    }),
  )
}

const { decide, trial } = streamsGoOnDownstream
const onTrial = trial as (evidence: ReturnType<typeof run>) => boolean

test('a standby that was refused breaks it, by name and in the server’s words', () => {
  const { verdict, reason } = decide(counted(0), run('n3', [said]))
  assert.equal(verdict, 'violated')
  assert.match(reason, /^n3 had more .* \(29 times\)\.$/)
})

test('it holds where a standby was met by something and nobody was refused', () => {
  const { verdict, power } = decide(counted(0), run('n3', []))
  assert.deepEqual([verdict, power], ['holds', { faultsOfStandbys: 1 }])
  assert.equal(decide(counted(0), run('n3', [], { tool: 'server log' })).verdict, 'unknown')
})

test('it is on trial where a standby was met, or one was refused whatever happened', () => {
  assert.ok(onTrial(run('n3', [])))
  assert.ok(!onTrial(run('n1', [])))
  assert.ok(onTrial(run('n1', [said])))
  assert.ok(!onTrial(run('n3', [], { replaced: true })), 'it was the primary when it was met')
  for (const verb of ['cpu', 'delay', 'lock-storm', 'clock'])
    assert.ok(!onTrial(run('n3', [], { verb })), `${verb} ends no stream`)
  for (const verb of ['cut', 'kill', 'forget-upstream', 'flap'])
    assert.ok(onTrial(run('n3', [], { verb })), verb)
})
