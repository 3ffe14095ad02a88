import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { call, event, fault, timeline } from '../../claims/timeline.fixture.ts'
import { set } from '../../workloads/set.ts'
import { claimsOf } from './claims.ts'
import { lastWordOf } from './last-word.ts'
import { options } from './options.ts'
import { mirroredRun, type MirroredRun } from './run.fixture.ts'

const claimOf = (id: string, words: object = {}) =>
  claimsOf(options.parse({ mirror: 'device', ...words }), set).find((each) => each.id === id)!

describe('a mirror that is in step', () => {
  const decide = (run: MirroredRun) =>
    claimOf('mirror-loses-nothing').decide(...mirroredRun({ said: 'connected', ...run }))
  const kept = [{ before: 9 }, { before: 0.5 }]

  test('is broken by one acknowledged write that is gone', () => {
    const { verdict, reason } = decide({})
    assert.deepEqual(
      [verdict, reason],
      ['violated', '1 of 3 acknowledged writes were lost in a failover.'],
    )
  })

  test('holds where what was acknowledged had to be replayed, and was', () => {
    const { verdict, power } = decide({ writes: kept })
    const expected = { acknowledgedBeforeTheFailover: 2, walBytesReplayed: 4096 }
    assert.deepEqual([verdict, power], ['holds', expected])
    assert.equal(decide({ said: 'stopped', writes: kept }).verdict, 'holds')
  })

  test('is none where its disk had said that it goes on alone, or nothing at all', () => {
    for (const said of ['degraded', 'resyncing', undefined])
      for (const writes of [kept, undefined])
        assert.equal(decide({ said, writes }).verdict, 'unknown', `${said}`)
    assert.match(decide({ said: 'degraded' }).reason, /mirror of n1 was degraded when n2 took over/)
  })

  test('has what its own disk kept, which may be less than that said', () => {
    const lie = { f: 'lying-flush-all', at: 5, lastingSeconds: 2 }
    const { verdict, reason, wouldHold } = decide({ beside: lie })
    assert.deepEqual([verdict, wouldHold], ['unknown', true])
    assert.match(reason, /^The disk of n2 had said in lying-flush-all that it kept/)
    assert.equal(decide({ beside: { ...lie, f: 'power-cut-n2' } }).verdict, 'violated')
    const consistent = claimOf('mirror-is-consistent')
    const wrong = { said: 'connected', found: 'invalid page in block 7' }
    assert.equal(consistent.decide(...mirroredRun(wrong)).verdict, 'violated')
    assert.equal(consistent.decide(...mirroredRun({ ...wrong, beside: lie })).verdict, 'unknown')
  })

  test('says nothing where nothing had to be replayed, or of another mode', () => {
    assert.equal(decide({ writes: kept, redoneBytes: 0 }).verdict, 'unknown')
    assert.equal(decide({ writes: kept, settings: { fsync: 'off' } }).verdict, 'unknown')
  })
})

describe('a mirror that is waited for', () => {
  const claim = claimOf('mirror-is-waited-for', { withoutMirror: 'stop' })
  const settings = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' }
  const killed = fault('kill-standby', [5000, 9000], { nodes: ['n2'] })
  const told = event('observed', 'mode', [0], { node: 'n1', settings, standbys: {} })
  const decide = (...lines: ReturnType<typeof call>[]) =>
    claim.decide({ acknowledged: 1, lost: 0, checks: {} }, timeline(told, killed, ...lines))

  test('is broken by one write that was answered without it', () => {
    assert.equal(decide(call({ value: 1, ms: [6000, 6010] })).verdict, 'violated')
  })

  test('holds where writes had no answer before it was back', () => {
    const { verdict, power } = decide(call({ value: 1, ms: [6000, 9500] }))
    assert.deepEqual([verdict, power], ['holds', { writesThatWaited: 1 }])
  })

  test('says nothing where none was tried', () => {
    assert.equal(decide(call({ value: 1, ms: [1000, 1010] })).verdict, 'unknown')
  })

  test('is not asked of one without which writes go on', () => {
    assert.equal(claimOf('mirror-is-waited-for'), undefined)
  })
})

test('the last word of a disk on its mirror is in its node’s log', () => {
  const log = `disk: 536870912 bytes at 10.0.0.2:5433
disk: the mirror is connected
LOG:  checkpoint starting
disk: the mirror is degraded: it does not answer`
  assert.equal(lastWordOf(log), 'degraded')
  assert.equal(lastWordOf(log.slice(0, log.indexOf('LOG'))), 'connected')
  assert.equal(lastWordOf('LOG:  ready'), undefined)
  const anew = 'disk: 268435456 bytes at 10.0.0.2:5433'
  assert.equal(lastWordOf(`${log}\n${anew}`), undefined, 'of an earlier life')
})
