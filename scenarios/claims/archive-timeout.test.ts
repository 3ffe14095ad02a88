import assert from 'node:assert/strict'
import { test } from 'node:test'
import { set } from '../workloads/set.ts'
import { timeoutBoundsLoss } from './archive-timeout.ts'
import { MB, shippedRun, usualWrites, type ShippedRun } from './shipped.fixture.ts'

const mode = { archive_mode: 'on', archive_timeout: '2', archive_command: true }
const options = { mode, archive: 'archive', archiveTimeout: 2, segmentBytes: MB }
const claim = timeoutBoundsLoss(options, set)
const decide = (run: ShippedRun) => claim.decide(...shippedRun(run))

test('holds where older writes were kept, and tells them as its power', () => {
  const { verdict, reason, power } = decide({})
  assert.equal(verdict, 'holds', reason)
  assert.deepEqual(power, { olderWrites: 1 })
  assert.match(reason, /acknowledged 1\.0 s before n1 lost the archive, where 5 s are allowed/)
})

test('a write that was lost although it is older than the timeout breaks it', () => {
  const at = (before: number) => decide({ writes: [{ before: 9 }, { before, lost: true }] })
  assert.equal(at(5).verdict, 'holds')
  assert.equal(at(5.1).verdict, 'violated')
})

test('a write that was acknowledged while the primary was cut off already is within the bound', () => {
  assert.equal(decide({ writes: [{ before: 9 }, { before: -0.4, lost: true }] }).verdict, 'holds')
})

test('more WAL than the segment in progress and those under way breaks it', () => {
  assert.equal(decide({ toLsnBytes: 9.9 * MB }).verdict, 'holds')
  assert.equal(decide({ toLsnBytes: 9 * MB }).verdict, 'violated')
  const shipping = { waitingSegments: 1, waitingSeconds: 0.5, shippedLsnBytes: 9 * MB }
  assert.equal(decide({ toLsnBytes: 9 * MB, shipping }).verdict, 'holds')
  assert.equal(decide({ toLsnBytes: 8 * MB, shipping }).verdict, 'violated')
})

test('says nothing where nobody knows how far the standby came', () => {
  const [judged, evidence] = shippedRun({})
  const failovers = evidence.failovers.map((each) => ({ ...each, toLsnBytes: undefined }))
  const { verdict, reason } = claim.decide(judged, { ...evidence, failovers })
  assert.equal(verdict, 'unknown', reason)
})

test('says nothing of a primary that was shut down in order', () => {
  assert.match(decide({ by: 'stop-primary' }).reason, /^n1 was shut down in order/)
})

test('says nothing where nobody asked, or no write was old enough to break it', () => {
  assert.match(decide({ shipping: 'nobody asked' }).reason, /Nobody knows what n1 had shipped/)
  const young = decide({ writes: [{ before: 4 }, { before: 1, lost: true }] })
  assert.equal(young.verdict, 'unknown')
  assert.match(young.reason, /longer --time-limit/)
})

test('says nothing, however much was lost, where the archive was out of reach', () => {
  const writes = [{ before: 12 }, { before: 9, lost: true }]
  assert.equal(decide({ writes }).verdict, 'violated')
  // Half a second of it the primary was cut off by the blow.
  const waited = (waitingSeconds: number) =>
    decide({ writes, shipping: { waitingSegments: 3, waitingSeconds } })
  assert.match(waited(2.6).reason, /out of reach.*3 finished segments/)
  assert.equal(waited(2.5).verdict, 'violated')
  const cut = { f: 'cut-archive', value: { nodes: ['n1', 'n2', 'archive'], links: ['x'] } }
  assert.match(decide({ writes, beside: { ...cut, at: 8, until: 4 } }).reason, /cut-archive/)
  assert.equal(decide({ writes, beside: { ...cut, at: 8, until: 6 } }).verdict, 'violated')
  const blow = { lost: ['n1 to archive'] }
  assert.equal(decide({ writes, blow }).verdict, 'violated', 'the blow itself takes it away')
  const other = { f: 'delay-clients', value: { nodes: ['n1', 'n2'], links: ['x'] }, at: 8 }
  assert.equal(decide({ writes, beside: other }).verdict, 'violated')
})

test('says nothing without a failover’s losses, and of another timeout', () => {
  const [judged, evidence] = shippedRun({ writes: usualWrites })
  assert.equal(claim.decide({ ...judged, acknowledged: 0 }, evidence).verdict, 'unknown')
  assert.equal(claim.decide({ ...judged, lost: null }, evidence).verdict, 'unknown')
  assert.equal(claim.decide(judged, { ...evidence, failovers: [] }).verdict, 'unknown')
  assert.match(decide({ settings: { archive_timeout: '60' } }).reason, /archive_timeout='60'/)
})

test('where losses can’t be counted, the WAL decides', () => {
  const [judged, evidence] = shippedRun({})
  const uncounted = { ...judged, lost: null, checks: {} }
  assert.equal(claim.decide(uncounted, evidence).verdict, 'holds')
  const [, broken] = shippedRun({ toLsnBytes: 8 * MB })
  assert.equal(claim.decide(uncounted, broken).verdict, 'violated')
})
