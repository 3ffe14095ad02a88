import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Claim } from '../../../runner/claim.ts'
import { counted } from '../../claims/judged.fixture.ts'
import { event, fault, timeline } from '../../claims/timeline.fixture.ts'
import { set } from '../../workloads/set.ts'
import { claimsOf } from './claims.ts'
import { options } from './options.ts'

type Lines = ReturnType<typeof event>

const claimOf = (id: string, words: object) =>
  claimsOf(options.parse(words), set).find((claim) => claim.id === id)
const isOnTrial = ({ trial }: Claim, ...lines: Lines[]) =>
  typeof trial === 'function' && trial(timeline(...lines))
const told = (claim: Claim, ...lines: Lines[]) => {
  const { verdict, reason } = claim.decide(counted(0), timeline(...lines))
  return `${verdict}: ${reason}`
}

const cut = (untilMs = 40_000, from = 'n1', to = 'n2') =>
  fault(`cut-${from}-to-${to}`, [1000, untilMs], {
    nodes: [from, to],
    links: [`${from}-to-${to}`],
  })
const failover = (ms = 9000) => event('observed', 'failover', [ms], { from: 'n1', to: 'n2' })

describe('a primary that the witness sees', () => {
  const claim = claimOf('seen-primary-is-not-replaced', { standbys: 1, witness: 'yes' })!

  test('is replaced: violated', () => {
    assert.match(
      told(claim, cut(), failover()),
      /^violated: n2 took the place of n1 during cut-n1-to-n2, which witness still saw/,
    )
  })

  test('is not for as long as a failover may take: holds; for less: unknown', () => {
    assert.match(told(claim, cut()), /^holds: For 39 s of cut-n1-to-n2 nobody took the place of n1/)
    assert.match(told(claim, cut(12_000)), /^unknown/)
  })

  test('and that is replaced when all see it again says nothing', () => {
    assert.match(told(claim, cut(), failover(41_000)), /^holds/)
  })

  test('is no such one where it is dead, or the standby reaches no witness, or something else is amiss', () => {
    const dead = fault('kill-n1', [1000, 40_000], { nodes: ['n1'] })
    assert.equal(isOnTrial(claim, dead, failover()), false)
    const alone = fault('partition-n2', [1000, 40_000], {
      nodes: ['n2'],
      lost: ['n1 to n2', 'n2 to n1', 'n2 to witness', 'witness to n2'],
    })
    assert.equal(isOnTrial(claim, alone, failover()), false)
    const beside = fault('kill-witness', [1100, 30_000], { nodes: ['witness'] })
    assert.equal(isOnTrial(claim, cut(), beside, failover()), false)
    assert.equal(isOnTrial(claim, cut()), true)
  })
})

test('with a consensus any other standby sees it too, and each who does not has to hear that', () => {
  const claim = claimOf('seen-primary-is-not-replaced', { consensus: 'yes' })!
  assert.match(told(claim, cut(), failover()), /^violated.*which n3 still saw/)
  const both = fault('cut-replication', [1000, 40_000], {
    nodes: ['n1', 'n2', 'n3'],
    links: ['n1-to-n2', 'n1-to-n3', 'n2-to-n3'],
  })
  assert.equal(isOnTrial(claim, both, failover()), false)
  // They hear each other, and neither sees it.
  const apart = fault('cut-n1-to-n2+n1-to-n3', [1000, 40_000], {
    nodes: ['n1', 'n2', 'n3'],
    links: ['n1-to-n2', 'n1-to-n3'],
  })
  assert.equal(isOnTrial(claim, apart, failover()), false)
})

test('without a consensus or a witness nobody says anything of that', () => {
  assert.equal(claimOf('seen-primary-is-not-replaced', {}), undefined)
  assert.equal(claimOf('cut-off-standby-is-not-promoted', { consensus: 'yes' }), undefined)
  assert.equal(claimOf('cut-off-standby-is-not-promoted', { witness: 'yes' }), undefined)
})

describe('a standby that sees neither the primary nor the witness', () => {
  const claim = claimOf('cut-off-standby-is-not-promoted', { standbys: 1, witness: 'yes' })!
  const alone = fault('partition-n2', [1000, 40_000], {
    nodes: ['n2'],
    lost: ['n1 to n2', 'n2 to n1', 'n2 to witness', 'witness to n2'],
  })

  test('is promoted: violated', () => {
    assert.match(told(claim, alone, failover()), /^violated.*n2 saw neither it nor the witness/)
  })

  test('is not: holds', () => {
    assert.match(told(claim, alone), /^holds/)
  })

  test('is no such one where it sees the witness, or where the primary is cut off itself', () => {
    assert.equal(isOnTrial(claim, cut()), false)
    const dead = fault('kill-n1', [1000, 40_000], { nodes: ['n1'] })
    assert.equal(isOnTrial(claim, dead), false)
  })
})
