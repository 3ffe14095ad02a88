import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { evidenceOf } from '../../runner/evidence.ts'
import { cascadeIsAsynchronous } from './cascade.ts'
import { counted, waitsForAny } from './judged.fixture.ts'

const claim = cascadeIsAsynchronous(waitsForAny, ['n1', 'n2', 'n3'])

/** n3 streams from n2, and n2 from n1; somebody is killed from 1 s to 6 s, and a write begins after 2 s. */
function run(killed: string, type: 'ok' | 'info', names = 'ANY 1 (n1, n2, n3)', beside?: string) {
  const lines: Omit<Operation, 'index'>[] = []
  const event = (kind: Operation['kind'], f: string, atSeconds: number, value: object) => {
    for (const end of ['invoke', 'ok'] as const)
      lines.push({ process: 'fault', kind, type: end, f, value, timeNs: atSeconds * 1e9 })
  }
  const settings = { synchronous_commit: 'on', synchronous_standby_names: names }
  event('observed', 'mode', 0, { node: 'n1', settings, standbys: { n2: 'quorum' } })
  event('fault', `kill-${killed}`, 1, { nodes: [killed] })
  if (beside !== undefined) event('fault', beside, 1.5, { nodes: ['n1'] })
  event('undo', `undo kill-${killed}`, 6, { nodes: [killed] })
  const add = { process: 1, f: 'add', value: 1, node: 'n1' }
  lines.push({ ...add, type: 'invoke', timeNs: 2e9 }, { ...add, type, timeNs: 3e9 })
  const inOrder = lines.toSorted((a, b) => a.timeNs - b.timeNs)
  return evidenceOf(History.from(inOrder.map((each, index) => ({ ...each, index }))))
}

test('writes that go on without a cascaded standby hold, and those that wait for it break it', () => {
  const { verdict, power } = claim.decide(counted(0), run('n3', 'ok'))
  assert.deepEqual([verdict, power], ['holds', { writesWhileAway: 1 }])
  assert.equal(claim.decide(counted(0), run('n3', 'info')).verdict, 'violated')
})

test('what else was broken may be why writes hang', () => {
  const hung = (type: 'ok' | 'info') => run('n3', type, undefined, 'lock-storm-n1')
  assert.equal(claim.decide(counted(0), hung('info')).verdict, 'unknown')
  assert.equal(claim.decide(counted(0), hung('ok')).verdict, 'holds')
})

test('it is on trial where only who streams from a standby was away, in its mode', () => {
  const { trial } = claim
  assert.ok(typeof trial === 'function')
  assert.ok(trial(run('n3', 'ok')))
  assert.ok(!trial(run('n2', 'ok')))
  assert.match(claim.decide(counted(0), run('n3', 'ok', '')).reason, /not in force/)
})
