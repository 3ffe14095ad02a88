import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { History } from '../../history/history.ts'
import { evidenceOf } from '../../runner/evidence.ts'
import { said } from './judged.fixture.ts'
import { reachOfDamage } from './reach-of-damage.ts'
import { event, fault, timeline } from './timeline.fixture.ts'

const of = { id: 'reach', sentence: '', source: '', speaksOf: () => true, refuses: 'refuses it' }
const stays = reachOfDamage({ ...of, reaches: false })
const comes = reachOfDamage({ ...of, reaches: true })

type Looked = { tool: string; node: string; findings: string[] }
const judged = (...inspections: Looked[]) => ({
  acknowledged: 1,
  lost: 0,
  checks: { integrity: said('pass', { inspections }) },
})
const clean: Looked = { tool: 'pg_checksums', node: 'n2', findings: [] }
const own: Looked = { tool: 'server log', node: 'n1', findings: ['FATAL: in control file'] }
const bad: Looked = { ...clean, findings: ['1 block'] }

const damaged = (server = 'refused') =>
  fault('flip-bit-primary', [1000, 9000], { nodes: ['n1'], damage: { of: 'control', server } })
const takenOver = event('operator', 'failover', [3000], { from: 'n1', to: 'n2' })
const refused = (error: string) => {
  const [begun, ended] = event('operator', 'failover', [3000], { from: 'n1' })
  return [begun, { ...ended, type: 'info' as const, error }]
}

describe('damage that is to stay on its side', () => {
  test('is found on the other by its tools, or refused there', () => {
    const found = stays.decide(judged(own, clean, bad), timeline(damaged(), takenOver))
    assert.equal(found.verdict, 'violated')
    assert.match(
      found.reason,
      /n1 refused its damaged control, and pg_checksums on n2 says: 1 block/,
    )
    const not = stays.decide(judged(), timeline(damaged(), refused('n2 refuses it: FATAL')))
    assert.equal(not.verdict, 'violated')
  })

  test('holds where who took over is clean by its own tools', () => {
    const { verdict, power } = stays.decide(judged(own, clean), timeline(damaged(), takenOver))
    assert.deepEqual([verdict, power], ['holds', { refusals: 1 }])
  })
})

test('damage that is to come to the other side does not where that one is clean', () => {
  const evidence = timeline(damaged(), takenOver)
  assert.equal(comes.decide(judged(clean), evidence).verdict, 'violated')
  assert.equal(comes.decide(judged(bad), evidence).verdict, 'holds')
  const both = timeline(damaged(), refused('n2 refuses it: FATAL'))
  assert.deepEqual(comes.decide(judged(), both).power, { refusals: 2 })
})

test('nothing is known where its own server took it, nobody took over or looked, or that was before', () => {
  const nothing = [
    [judged(clean), timeline(damaged('started'), takenOver)],
    [judged(clean), timeline(damaged())],
    [judged(own), timeline(damaged(), takenOver)],
    [judged(), timeline(damaged(), refused('n2 is down'))],
    [
      judged(clean),
      timeline(event('operator', 'failover', [500], { from: 'n1', to: 'n2' }), damaged()),
    ],
  ] as const
  for (const [found, evidence] of nothing)
    for (const claim of [stays, comes])
      assert.equal(claim.decide(found, evidence).verdict, 'unknown')
})

test('is on trial where a file was damaged of which it speaks', () => {
  const { trial } = reachOfDamage({
    ...of,
    speaksOf: ({ below }) => below !== undefined,
    reaches: true,
  })
  assert.ok(typeof trial === 'function' && typeof stays.trial === 'function')
  assert.equal(trial(timeline(damaged())), false)
  assert.equal(stays.trial(timeline(damaged())), true)
  assert.equal(stays.trial(evidenceOf(History.from([]))), false)
})

test('allows what servers wrote of it, and nothing that tools found or clients saw', () => {
  const covers = (summary: string, check = 'integrity') =>
    stays.covers(check, { name: 'corruption', summary, witness: [] }, judged())
  assert.equal(covers('server log on n1 says: FATAL: in control file'), true)
  assert.equal(covers('pg_checksums on n2 says: 1 block'), false)
  assert.equal(covers('server log on n1 says: lost', 'durability'), false)
})
