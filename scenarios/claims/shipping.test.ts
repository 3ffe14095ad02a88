import assert from 'node:assert/strict'
import { test } from 'node:test'
import { set } from '../workloads/set.ts'
import { MB, shippedRun, type ShippedRun } from './shipped.fixture.ts'
import { shippedIsKept } from './shipping.ts'

const mode = { archive_mode: 'on', archive_timeout: '2', archive_command: true }
const claim = shippedIsKept({ mode, archive: 'archive', segmentBytes: MB }, set)
const decide = (run: ShippedRun) => claim.decide(...shippedRun(run))

test('the latest writes are lost, and all that was shipped is there', () => {
  assert.equal(decide({}).verdict, 'holds')
  assert.equal(decide({ toLsnBytes: 11 * MB }).verdict, 'holds')
})

test('a loss of what the primary says to have shipped breaks it', () => {
  const { verdict, reason } = decide({ toLsnBytes: 9 * MB })
  assert.equal(verdict, 'violated')
  assert.match(reason, /shipped 1048576 bytes of WAL that n2 never got/)
  const slow = decide({ toLsnBytes: 9 * MB, shipping: { waitingSeconds: 60 } })
  assert.equal(slow.verdict, 'violated', 'that others wait to be shipped is no excuse')
  const none = decide({ toLsnBytes: 9 * MB, writes: [{ before: 9 }] })
  assert.equal(none.verdict, 'violated', 'nor does it need a lost write that somebody counts')
})

test('a record that goes on in a segment which was not shipped is no loss of what was', () => {
  assert.equal(decide({ toLsnBytes: 10 * MB - 8192 }).verdict, 'holds')
})

test('what the standby could not fetch is nobody’s promise', () => {
  for (const value of [{ nodes: ['archive'] }, { nodes: ['n2'], lost: ['n2 to archive'] }]) {
    const beside = { f: 'kill-archive', value, at: 1 }
    assert.equal(decide({ toLsnBytes: 9 * MB, beside }).verdict, 'holds')
  }
  const before = { f: 'kill-archive', value: { nodes: ['archive'] }, at: 5, until: 4 }
  assert.equal(decide({ toLsnBytes: 9 * MB, beside: before }).verdict, 'violated')
})

test('a segment that the archive acknowledged and lacks is named, whatever else was broken', () => {
  const wanted = { segment: '000000010000000000000009', isThere: false, later: 1 }
  const beside = { f: 'lose-segment', value: { nodes: ['archive'] }, at: 3 }
  const { verdict, reason } = decide({ toLsnBytes: 9 * MB, wanted, beside })
  assert.equal(verdict, 'violated')
  assert.match(reason, /the archive lacks segment 000000010000000000000009, and has 1 after it/)
  const kept = { ...wanted, isThere: true }
  assert.equal(decide({ toLsnBytes: 9 * MB, wanted: kept, beside }).verdict, 'holds')
  const unfinished = { ...wanted, later: 0 }
  assert.equal(decide({ wanted: unfinished }).verdict, 'holds', 'nobody shipped it')
})

test('a hole breaks it, and without a loss it says nothing', () => {
  const [judged, evidence] = shippedRun({})
  Object.assign(judged.checks.durability, { holes: 1 })
  assert.equal(claim.decide(judged, evidence).verdict, 'violated')
  assert.equal(decide({ writes: [{ before: 9 }] }).verdict, 'unknown')
})

test('says nothing where nothing was archived by the settings', () => {
  for (const [name, value] of [
    ['archive_command', ''],
    ['archive_mode', 'off'],
    ['archive_timeout', '0'],
  ]) {
    const { verdict, reason } = decide({ settings: { [name]: value }, toLsnBytes: 9 * MB })
    assert.equal(verdict, 'unknown')
    assert.match(reason, /not in force/)
  }
})
