import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Anomaly } from '../../../checkers/checker.ts'
import { call, fault } from '../../claims/timeline.fixture.ts'
import { set } from '../../workloads/set.ts'
import { failedTakeovers } from './attempts.ts'
import { claimsOf } from './claims.ts'
import { NOT_UP, REFUSED } from './fencing.ts'
import { failed, mode, runOf, takeover, writes } from './run.fixture.ts'
import { NO_DISK } from './storage.ts'

type Lines = Parameters<typeof runOf>

function claimOf(id: string) {
  const claim = claimsOf(set).find((each) => each.id === id)!
  assert.ok(typeof claim.trial === 'function')
  const { trial } = claim
  return {
    covers: claim.covers,
    decide: (...lines: Lines) => claim.decide(...runOf(...lines)),
    onTrial: (...lines: Lines) => trial(runOf(...lines)[1]),
  }
}

const killed = (untilMs = 15_000) => fault('kill-storage', [8500, untilMs], { nodes: ['storage'] })
const refused = call({ value: 9, ms: [9500, 9510], type: 'fail' })
const noDisk = `Node n2 ${NO_DISK}: the disk does not answer`

test('what stood in a takeover’s way is told by its error', () => {
  const by = (error: string) => failedTakeovers(runOf(failed(error))[1].history)[0].by
  assert.equal(by(`Node n2 ${REFUSED}`), 'lease')
  assert.equal(by(`Node n2 ${NOT_UP}.`), 'node')
  assert.equal(by(noDisk), 'disk')
  assert.equal(by('its log says: PANIC: could not read file "x": Input/output error'), 'disk')
  assert.equal(by('its log says: PANIC: no valid checkpoint'), 'data')
  assert.equal(by('mount: wrong fs type, bad superblock on /dev/loop3'), 'data')
  assert.equal(
    by('The server of node n2 ended as it started; its log says: LOG: shut down'),
    'data',
  )
  const late = 'The server of node n2 didn’t answer in 20 s; its log says: LOG: redo starts'
  for (const error of [late.replace('’', "'"), 'Node n1 was not fenced, and may go on.'])
    assert.equal(by(error), 'else', error)
})

describe('a disk that fails', () => {
  const { decide, covers, onTrial } = claimOf('failed-disk-leaves-both-servers-nonfunctional')

  test('leaves both servers nonfunctional where nobody can have it and nobody writes', () => {
    const run = [mode(), writes([0, 1]), killed(), failed(noDisk)]
    const { verdict, power, reason } = decide(...run, refused)
    assert.deepEqual([verdict, power], ['holds', { refusedTakeovers: 1, writesTried: 1 }])
    assert.equal(decide(...run).verdict, 'unknown', 'nobody tried to write')
    const hanging = call({ value: 7, ms: [8600, 9900], type: 'info' })
    assert.equal(decide(...run, hanging).verdict, 'holds')
    assert.match(reason, /During kill-storage neither n1 .* the other server begin/)
  })

  test('does not where somebody goes on all the same', () => {
    const meanwhile = call({ value: 0, ms: [9500, 9510] })
    assert.equal(decide(mode(), meanwhile, killed(), failed(noDisk)).verdict, 'violated')
    const later = call({ value: 0, ms: [15_500, 15_510] })
    assert.equal(decide(mode(), later, refused, killed(), failed(noDisk)).verdict, 'holds')
  })

  test('says nothing where nothing is known to have been wrong with it', () => {
    assert.equal(decide(mode(), failed(noDisk)).verdict, 'unknown')
    assert.equal(decide(mode(), killed(8600), failed(noDisk)).verdict, 'unknown')
    assert.ok(!onTrial(mode(), killed(), failed(REFUSED)))
    assert.ok(!claimOf('standby-starts-the-database-as-after-a-crash').onTrial(failed(noDisk)))
  })

  test('is what servers tell of whose disk is away, and of nothing else', () => {
    const [judged] = runOf(mode())
    const says = (summary: string) => covers('integrity', { summary } as Anomaly, judged)
    assert.ok(says('server log on n1 says: PANIC: could not fdatasync: Input/output error'))
    const hungUp = 'server log on n1 says: PANIC: could not fdatasync file "0001": Invalid argument'
    assert.ok(says(hungUp))
    assert.ok(!says('server log on n1 says: PANIC: could not open "0001": Invalid argument'))
    assert.ok(!says('server log on n1 says: PANIC: invalid page in block 7'))
    assert.ok(!says('pg_amcheck on n1 says: Input/output error'))
    const [run] = runOf(mode(), writes([0]), killed(), failed(noDisk))
    const [lost] = run.checks.durability.anomalies
    assert.ok(!covers('durability', lost, run), 'a loss')
  })
})

describe('what is committed outlasts the storage’s power', () => {
  const { decide, onTrial } = claimOf('committed-is-safe-from-power-loss')

  test('is broken by one acknowledged write that is gone', () => {
    const { verdict, reason } = decide(mode(), writes([0]), killed())
    assert.equal(verdict, 'violated')
    assert.match(reason, /1 of 2 acknowledged writes were lost in a power cut/)
  })

  test('holds where some were acknowledged just before', () => {
    const { verdict, power } = decide(mode(), writes([0, 1]), killed())
    assert.deepEqual([verdict, power], ['holds', { acknowledgedJustBefore: 1 }])
  })

  test('says nothing where none was, in another mode, or where a takeover may be to blame', () => {
    const late = fault('kill-storage', [9500, 9900], { nodes: ['storage'] })
    assert.equal(decide(mode(), writes([0, 1]), late).verdict, 'unknown')
    assert.equal(decide(mode({ fsync: 'off' }), writes([0, 1]), killed()).verdict, 'unknown')
    assert.equal(decide(mode(), writes([0]), killed(9900), takeover()).verdict, 'unknown')
  })

  test('is on trial where the storage lost its power, by whichever fault', () => {
    assert.ok(onTrial(mode(), killed()))
    assert.ok(onTrial(mode(), fault('power-cut-n1', [8500, 9900], { nodes: ['n1'] })))
    assert.ok(!onTrial(mode(), fault('kill-n1', [8500, 9900], { nodes: ['n1'] })))
    assert.ok(!onTrial(mode(), fault('pause-storage', [8500, 9900], { nodes: ['storage'] })))
  })
})
