import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Claim } from '../../../runner/claim.ts'
import { counted } from '../../claims/judged.fixture.ts'
import { ManagedRun } from '../../claims/managed.fixture.ts'
import { set } from '../../workloads/set.ts'
import { lossIsBounded } from './bounded-loss.ts'
import { claimsOf } from './claims.ts'
import { demotesItself } from './demotes-itself.ts'
import { goesOnWithoutEtcd } from './goes-on.ts'
import { options } from './options.ts'

const given = (words: object = {}) => options.parse(words)
const told = (claim: Claim, run: ManagedRun) => {
  const { verdict, reason } = claim.decide(counted(0), run.evidence())
  return `${verdict}: ${reason}`
}
const etcdKilled = (nodes = ['etcd1']) => new ManagedRun().fault(3, 'kill-dcs', { nodes })
const back = (run: ManagedRun, nodes = ['etcd1']) => run.undo(30, 'kill-dcs', nodes)

describe('a primary without etcd', () => {
  const claim = demotesItself(given())

  test('that takes writes beyond its ttl violates it, and so does one that nobody sees demoted', () => {
    const late = back(etcdKilled().observed(8, 'demote', { node: 'n1' }).write(24, 'n1'))
    assert.match(told(claim, late), /^violated: n1 took 1 writes/)
    assert.match(told(claim, back(etcdKilled())), /^violated: n1 was not seen/)
    assert.match(
      told(claim, back(etcdKilled().observed(25, 'demote', { node: 'n1' }))),
      /^violated/,
    )
    assert.match(told(claim, back(etcdKilled().observed(8, 'demote', { node: 'n2' }))), /^violated/)
  })

  test('is demoted in time', () => {
    const run = back(etcdKilled().write(4, 'n1').observed(8, 'demote', { node: 'n1' }))
    assert.match(told(claim, run), /^holds: n1 was a standby 5.0 s after kill-dcs/)
    const lost = ['n1 to etcd1', 'etcd1 to n1', 'n1 to n2', 'n2 to n1', 'n1 to n3']
    const cutOff = new ManagedRun()
      .blow(3, 'partition-primary', 'n1', { lost })
      .observed(8, 'demote', { node: 'n1' })
      .failover(24, 'n1', 'n2')
    assert.match(told(claim, cutOff.undo(30, 'partition-primary', ['n1'])), /^holds/)
    const links = ['n1-to-etcd1', 'n2-to-etcd1', 'n3-to-etcd1']
    const cut = new ManagedRun().fault(3, 'cut-dcs', { nodes: ['n1', 'etcd1'], links })
    const demoted = cut.observed(8, 'demote', { node: 'n1' })
    assert.match(told(claim, demoted.undo(30, 'cut-dcs', ['n1', 'etcd1'])), /^holds/)
  })

  test('is nothing to judge where it had one, had it back too soon, or lost its place with it', () => {
    const three = demotesItself(given({ dcs: '3' }))
    assert.match(told(three, back(etcdKilled())), /^unknown/)
    assert.match(told(three, back(etcdKilled(['etcd1', 'etcd2']), ['etcd1', 'etcd2'])), /^violated/)
    assert.match(told(claim, etcdKilled().undo(20, 'kill-dcs', ['etcd1'])), /^unknown/)
    assert.match(told(claim, new ManagedRun().write(1, 'n1')), /^unknown/)
    const others = new ManagedRun().fault(3, 'cut-n2-to-etcd1', {
      nodes: [],
      links: ['n2-to-etcd1'],
    })
    assert.match(told(claim, others.write(40, 'n1')), /^unknown/)
  })

  test('is nothing to judge where its links were only slow, or others were by themselves with etcd', () => {
    const delayed = new ManagedRun().fault(3, 'delay-dcs', {
      nodes: ['n1', 'etcd1'],
      links: ['n1-to-etcd1'],
    })
    const late = delayed.write(25, 'n1').undo(30, 'delay-dcs', ['n1', 'etcd1'])
    assert.match(told(claim, late), /^unknown/)
    assert.match(told(goesOnWithoutEtcd(given({ failsafe: 'on' })), late), /^unknown/)
    const lost = ['n2 to etcd1', 'n1 to n2']
    const without = new ManagedRun().fault(3, 'minority-n2', { nodes: ['n2'], lost })
    assert.match(told(claim, without.write(25, 'n1')), /^unknown/)
  })

  test('that died itself is nothing to judge', () => {
    const dead = new ManagedRun().fault(3, 'kill-all', { nodes: ['n1', 'n2', 'n3', 'etcd1'] })
    assert.match(told(claim, dead.undo(30, 'kill-all', ['n1', 'n2', 'n3', 'etcd1'])), /^unknown/)
  })

  test('that reaches all others may go on with failsafe, and one that is cut off may not', () => {
    const safe = demotesItself(given({ failsafe: 'on' }))
    assert.match(told(safe, back(etcdKilled().write(25, 'n1'))), /^unknown/)
    const lost = ['n1 to etcd1', 'n1 to n2']
    const cutOff = new ManagedRun().blow(3, 'partition-primary', 'n1', { lost }).write(25, 'n1')
    assert.match(told(safe, cutOff.undo(30, 'partition-primary', ['n1'])), /^violated/)
  })
})

describe('failsafe', () => {
  const claim = goesOnWithoutEtcd(given({ failsafe: 'on' }))

  test('is violated where nobody could write beyond the ttl, and holds where somebody could', () => {
    const refused = back(etcdKilled().write(25, 'n1', 'haproxy', 'fail'))
    assert.match(told(claim, refused), /^violated: None of 1 writes/)
    assert.match(told(claim, back(etcdKilled().write(25, 'n1', 'haproxy'))), /^holds: 1 of 1/)
  })

  test('says nothing of a time before, of one in which nobody wrote, or of one with others away', () => {
    assert.match(told(claim, back(etcdKilled().write(20, 'n1', 'haproxy', 'fail'))), /^unknown/)
    assert.match(told(claim, back(etcdKilled())), /^unknown/)
    const late = etcdKilled().write(23.2, 'n1', 'haproxy', 'fail').undo(23.4, 'kill-dcs', ['etcd1'])
    assert.match(told(claim, late), /^unknown/)
    const disturbed = etcdKilled().fault(5, 'kill-n2', { nodes: ['n2'] })
    assert.match(told(claim, back(disturbed.write(25, 'n1', 'haproxy', 'fail'))), /^unknown/)
  })
})

describe('what a new primary lacks', () => {
  const claim = lossIsBounded(given({ maximumLagOnFailover: 40 }))
  const lacking = (writtenBytes?: number) =>
    new ManagedRun().blow(3, 'kill-primary', 'n1').failover(24, 'n1', 'n2', { writtenBytes })

  test('is bounded by the lag that is let pass, and what was written since anybody looked', () => {
    assert.match(told(claim, lacking(59)), /^violated: The new primary lacked 100 bytes/)
    assert.match(told(claim, lacking(60)), /^holds/)
    const complete = { toLsnBytes: 1000, writtenBytes: 0 }
    const next = lacking(200).blow(40, 'kill-n2', 'n2').failover(60, 'n2', 'n1', complete)
    assert.match(told(claim, next), /^holds/)
  })

  test('is not known where nobody knows what was written, and nothing where it had all', () => {
    assert.match(told(claim, lacking()), /^unknown/)
    const all = new ManagedRun().blow(3, 'kill-primary', 'n1')
    const complete = { toLsnBytes: 1000, writtenBytes: 500 }
    assert.match(told(claim, all.failover(24, 'n1', 'n2', complete)), /^unknown/)
  })
})

test('no claim is decided in a run in which it was not on trial', () => {
  const calm = new ManagedRun().write(1, 'n1', 'haproxy').write(2, 'n1', 'haproxy')
  const isOnTrial = ({ trial }: Claim) => typeof trial === 'function' && trial(calm.evidence())
  for (const synchronousMode of ['off', 'on', 'quorum'])
    for (const route of ['haproxy', 'hosts', 'both'])
      for (const claim of claimsOf(given({ synchronousMode, route, failsafe: 'on' }), set)) {
        assert.equal(isOnTrial(claim), false, claim.id)
        if (claim.id !== 'switchover-loses-nothing') assert.match(told(claim, calm), /^unknown/)
      }
})
