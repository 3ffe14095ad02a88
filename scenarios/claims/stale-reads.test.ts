import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { FIRST_FINAL_PROCESS } from '../../runner/final-reads.ts'
import { answered, waitsForAny, waitsForNobody } from './judged.fixture.ts'
import { evidence, failover, mode, read, switchover, write, type Lines } from './reads.fixture.ts'
import { staleReads } from './stale-reads.ts'

const judged = answered('linearizability', 'pass')
const waiting = {
  claim: staleReads({ mode: waitsForAny, primary: 'n1', waits: true }),
  names: 'ANY 1 (n1, n2)',
}
const async = {
  claim: staleReads({ mode: waitsForNobody, primary: 'n1', waits: false }),
  names: '',
}

const decide = ({ claim, names }: typeof waiting, ...lines: Lines[]) =>
  claim.decide(judged, evidence(mode(names), ...lines))

const stale = [write(1), write(2), read(1, 'n2'), write(3)]
const fresh = [write(1), write(2), read(2, 'n2'), write(3)]

test('a stale read of a standby is what the manual announces of asynchronous replication, with its age', () => {
  const { verdict, reason, power } = decide(async, ...stale)
  assert.equal(verdict, 'holds')
  assert.equal(
    reason,
    '1 of 1 reads of standbys lacked writes that were acknowledged before, the oldest of them operation 6, a read that n2 was asked for at 0.600 s and that was 0.100 s behind.',
  )
  assert.deepEqual(power, { readsOfStandbys: 1 })
})

test('and violates the promise of a mode that waits', () => {
  assert.equal(decide(waiting, ...stale).verdict, 'violated')
})

test('without one, the promise holds and the announcement is not shown', () => {
  const { verdict, reason } = decide(waiting, ...fresh)
  assert.equal(verdict, 'holds')
  assert.match(reason, /Each of 1 reads/)
  assert.equal(decide(async, ...fresh).verdict, 'unknown')
  assert.match(decide(async, ...fresh).reason, /None of 1 reads/)
})

describe('nothing is said', () => {
  const silent: [string, Lines[]][] = [
    ['where the primary answered', [write(1), write(2), read(1, 'n1'), write(3)]],
    ['where no write was acknowledged after the read', [write(1), write(2), read(1, 'n2')]],
    ['where none was before it', [read(null, 'n2'), write(1), write(2)]],
    ['where nobody knows what was seen', [write(1), read(9, 'n2'), write(2)]],
    ['of final reads', [write(1), write(2), read(1, 'n2', FIRST_FINAL_PROCESS), write(3)]],
  ]
  for (const [where, lines] of silent)
    test(where, () => {
      for (const each of [async, waiting]) {
        const { verdict, reason, power } = decide(each, ...lines)
        assert.equal(verdict, 'unknown')
        assert.match(reason, /No read of which it is known/)
        assert.deepEqual(power, { readsOfStandbys: 0 })
      }
    })

  test('where another mode was in force, or no write was acknowledged', () => {
    assert.equal(decide({ ...async, names: 'ANY 1 (n1)' }, ...stale).verdict, 'unknown')
    assert.equal(decide({ ...waiting, names: '' }, ...fresh).verdict, 'unknown')
    const none = { ...judged, acknowledged: 0 }
    assert.equal(async.claim.decide(none, evidence(mode(''), ...stale)).verdict, 'unknown')
  })
})

test('what a failover may have lost makes no read stale', () => {
  const lost = [write(1), write(2), failover('n1', 'n2'), read(1, 'n3'), write(3, 'n2')]
  for (const each of [async, waiting]) {
    const { verdict, power } = decide(each, ...lost)
    assert.deepEqual([verdict, power], ['unknown', { readsOfStandbys: 0 }])
  }
  const before = [write(1), write(2), read(1, 'n3'), failover('n1', 'n2'), write(3, 'n2')]
  assert.equal(decide(async, ...before).verdict, 'holds')
  const after = [...lost.slice(0, 3), write(4, 'n2'), write(5, 'n2'), read(4, 'n3'), write(6, 'n2')]
  assert.equal(decide(async, ...after).verdict, 'holds')
})

test('where nothing was lost a failover excuses nothing', () => {
  const switched = [write(1), write(2), failover('n1', 'n2'), read(1, 'n3'), write(3, 'n2')]
  const all = evidence(mode(waiting.names), ...switched)
  assert.equal(waiting.claim.decide({ ...judged, lost: 0 }, all).verdict, 'violated')
  assert.equal(waiting.claim.decide({ ...judged, lost: 1 }, all).verdict, 'unknown')
})

test('who was promoted is no standby any more, and who was the primary is one', () => {
  for (const change of [failover, switchover]) {
    const changed = [write(1), change('n1', 'n2'), write(4, 'n2'), write(5, 'n2')]
    const power = (node: string) =>
      decide(async, ...changed, read(4, node), write(6, 'n2')).power!.readsOfStandbys
    assert.equal(power('n2'), 0)
    assert.equal(power('n1'), 1)
  }
})

test('it covers no anomaly, for what it speaks of is kept from other checkers', () => {
  const anomaly = { name: 'stale read', summary: '', witness: [] }
  assert.equal(async.claim.covers('linearizability', anomaly, judged), false)
})
