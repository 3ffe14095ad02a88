import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counted } from './judged.fixture.ts'
import { ManagedRun } from './managed.fixture.ts'
import { onePrimary } from './one-primary.ts'

const quote = { sentence: '', source: '' }
const byProxy = onePrimary({ id: 'by-proxy', through: 'proxy' }, quote)
const byAny = onePrimary({ id: 'by-any' }, quote)
const told = (run: ManagedRun, claim = byProxy) => {
  const { verdict, reason } = claim.decide(counted(0), run.evidence())
  return `${verdict}: ${reason}`
}
const paused = () =>
  new ManagedRun().blow(3, 'pause-primary', 'n1').failover(25, 'n1', 'n2').write(26, 'n2', 'proxy')

test('a write that the old primary took once another had its place violates it', () => {
  const back = paused().undo(30, 'pause-primary', ['n1'])
  assert.match(told(back.write(31, 'n1', 'proxy').write(32, 'n2', 'proxy')), /^violated: .*n1/)
})

test('who goes past the proxy is another claim’s', () => {
  const back = paused().undo(30, 'pause-primary', ['n1']).write(31, 'n1').write(32, 'n2', 'proxy')
  assert.match(told(back), /^holds/)
  assert.match(told(back, byAny), /^violated/)
})

test('it holds where the old one came back while clients wrote, and took none', () => {
  const back = paused().undo(30, 'pause-primary', ['n1'])
  const unclear = back.write(31, 'n1', 'proxy', 'info').write(32, 'n2', 'proxy')
  assert.match(told(unclear), /^holds: 1 writes/)
})

test('nothing is known where it did not come back, or nobody wrote then, or nobody was replaced', () => {
  assert.match(told(paused()), /^unknown/)
  assert.match(told(paused().undo(30, 'pause-primary', ['n1'])), /^unknown/)
  assert.match(told(new ManagedRun().write(1, 'n1', 'proxy')), /^unknown/)
  const early = new ManagedRun().blow(3, 'pause-primary', 'n1').undo(20, 'pause-primary', ['n1'])
  assert.match(told(early.failover(25, 'n1', 'n2').write(26, 'n2', 'proxy')), /^unknown/)
})
