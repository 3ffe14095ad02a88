import assert from 'node:assert/strict'
import { test } from 'node:test'
import { said } from '../../claims/judged.fixture.ts'
import { event, fault, timeline } from '../../claims/timeline.fixture.ts'
import { set } from '../../workloads/set.ts'
import { claimsOf } from './claims.ts'
import { options } from './options.ts'
import { REFUSES } from './refusal.ts'
import { mirroredRun, type MirroredRun } from './run.fixture.ts'

const claims = claimsOf(options.parse({}), set)
const claim = (id: string) => claims.find((each) => each.id === id)!
const decide = (id: string, run: MirroredRun) => claim(id).decide(...mirroredRun(run))
const isTried = (id: string, run: MirroredRun) => {
  const { trial } = claim(id)
  assert.ok(typeof trial === 'function')
  return trial(mirroredRun(run)[1])
}

const consistent = 'mirror-is-consistent'
const latest = 'mirror-loses-the-latest-writes-only'
const bounded = 'interval-bounds-the-loss'
const refused = `SplitbrainError: Node n2 ${REFUSES}: could not locate a valid checkpoint record`

test('a mirror on which the server starts and finds nothing wrong holds, with what it held', () => {
  const { verdict, power, reason } = decide(consistent, {})
  assert.equal(verdict, 'holds', reason)
  assert.deepEqual(power, { writesMirrored: 2 })
})

test('a server that refuses its mirror breaks it, and no other failure of a takeover does', () => {
  const { verdict, reason } = decide(consistent, { refused })
  assert.equal(verdict, 'violated')
  assert.match(reason, /valid checkpoint record/)
  assert.ok(isTried(consistent, { refused }))
  assert.ok(!isTried(consistent, { refused: 'SplitbrainError: Node n2 has no mirror' }))
  const later = decide(consistent, { refused, settings: { fsync: 'off' } })
  assert.equal(later.verdict, 'violated', 'nor is the mode an excuse')
})

test('a file that was damaged on the primary is no fault of its mirror', () => {
  const [judged] = mirroredRun({ refused })
  const damage = { nodes: ['n1'], damage: { of: 'control', server: 'refused' } }
  const evidence = timeline(
    fault('zero-page-primary', [1000, 9000], damage),
    event('observed', 'mode', [0], { node: 'n1', settings: {}, standbys: {} }),
  )
  const { verdict, reason } = claim(consistent).decide(judged, evidence)
  assert.equal(verdict, 'unknown')
  assert.match(reason, /file of control was damaged on n1/)
})

test('what tools find breaks it, and so does an answer that no loss explains', () => {
  const found = 'heap tuple lacks matching index tuple'
  assert.equal(decide(consistent, { found }).verdict, 'violated')
  const [judged, evidence] = mirroredRun({})
  const twice = said('fail', {}, 'duplicate element')
  const checks = { ...judged.checks, durability: twice }
  assert.equal(claim(consistent).decide({ ...judged, checks }, evidence).verdict, 'violated')
})

test('nothing is said of a mirror that nobody looked at, or that held nothing, or of another mode', () => {
  const [judged, evidence] = mirroredRun({})
  const { integrity: _, ...checks } = judged.checks
  assert.equal(claim(consistent).decide({ ...judged, checks }, evidence).verdict, 'unknown')
  const blind = { ...checks, integrity: said('unknown') }
  assert.equal(claim(consistent).decide({ ...judged, checks: blind }, evidence).verdict, 'unknown')
  assert.equal(decide(consistent, { mirrorBefore: 10 }).verdict, 'unknown')
  assert.equal(decide(consistent, { settings: { fsync: 'off' } }).verdict, 'unknown')
})

test('what is younger than the last mirror may be lost', () => {
  const { verdict, power, reason } = decide(latest, {})
  assert.equal(verdict, 'holds', reason)
  assert.equal(power?.writesMirrored, 2)
})

test('a lost write that the mirror should have had breaks the order', () => {
  const { verdict, reason } = decide(latest, {
    writes: [{ before: 9 }, { before: 1.1, lost: true }],
  })
  assert.equal(verdict, 'violated')
  assert.match(reason, /before mirror 7 was begun, on which n2 took over, .* 0\.10 s before/)
  const hole = mirroredRun({})
  Object.assign(hole[0].checks.durability, { holes: 1 })
  assert.equal(claim(latest).decide(...hole).verdict, 'violated')
  const bare = mirroredRun({ writes: [{ before: 0.5, lost: true }] })
  Object.assign(bare[0].checks.durability, { holes: 1 })
  assert.equal(claim(latest).decide(...bare).verdict, 'violated', 'though nothing was mirrored')
})

test('order says nothing where nothing was lost, or nothing was mirrored', () => {
  assert.equal(decide(latest, { writes: [{ before: 9 }] }).verdict, 'unknown')
  const writes = [{ before: 0.5, lost: true }]
  assert.equal(decide(latest, { writes }).verdict, 'unknown')
})

test('a mirror that is older than two intervals and what it takes to bring one breaks the bound', () => {
  assert.equal(decide(bounded, { mirrorBefore: 4 }).verdict, 'holds')
  assert.deepEqual(decide(bounded, {}).power, { olderWrites: 1 })
  assert.equal(decide(bounded, { mirrorBefore: 4.1 }).verdict, 'violated')
})

test('the bound is on trial where nothing else was broken, and something could be too old', () => {
  assert.ok(isTried(bounded, {}))
  assert.ok(!isTried(bounded, { writes: [{ before: 3 }] }))
  const cut = (at: number) => ({ beside: { f: 'cut-replication', at, lastingSeconds: 2 } })
  assert.ok(!isTried(bounded, cut(5)))
  assert.ok(isTried(bounded, cut(9)), 'long before')
})
