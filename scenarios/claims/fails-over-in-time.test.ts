import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failsOverInTime } from './fails-over-in-time.ts'
import { counted } from './judged.fixture.ts'
import { ManagedRun } from './managed.fixture.ts'

const claim = failsOverInTime(25, { sentence: '', source: '' })
const told = (run: ManagedRun) => {
  const { verdict, reason } = claim.decide(counted(0), run.evidence())
  return `${verdict}: ${reason}`
}
const killed = () => new ManagedRun().blow(3, 'kill-primary', 'n1')

test('nobody in time, or somebody late, violates it', () => {
  assert.match(told(killed().undo(40, 'kill-primary', ['n1'])), /^violated: .* nobody took writes/)
  const late = killed().failover(30, 'n1', 'n2').undo(31, 'kill-primary', ['n1'])
  assert.match(told(late), /^violated: .* after 27.0 s/)
  assert.match(told(killed().write(50, 'n2')), /^violated/)
})

test('another one in time is what it says', () => {
  const run = killed().failover(25, 'n1', 'n2').undo(26, 'kill-primary', ['n1'])
  assert.match(told(run), /^holds: Another one took writes 22.0 s after kill-primary/)
  const paused = new ManagedRun().blow(3, 'pause-primary:for=30000', 'n1').failover(24, 'n1', 'n2')
  assert.match(told(paused.undo(33, 'pause-primary:for=30000', ['n1'])), /^holds/)
})

test('it says nothing of a primary that was back before, was never silent, or had something else amiss', () => {
  assert.match(told(killed().undo(10, 'kill-primary', ['n1']).write(60, 'n1')), /^unknown/)
  assert.match(told(killed().write(20, 'n1')), /^unknown/)
  assert.match(told(new ManagedRun().blow(3, 'crash-primary', 'n1').write(50, 'n1')), /^unknown/)
  assert.match(told(new ManagedRun().write(1, 'n1')), /^unknown/)
  const disturbed = killed()
    .fault(5, 'kill-dcs', { nodes: ['etcd1'] })
    .write(60, 'n2')
  assert.match(told(disturbed), /^unknown/)
})
