import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { divergence } from '../../../checkers/divergence/divergence.ts'
import type { Claim, Judged } from '../../../runner/claim.ts'
import { counted } from '../../claims/judged.fixture.ts'
import { bank } from '../../workloads/bank.ts'
import { draws } from '../../workloads/draws.ts'
import { functionCalls } from '../../workloads/functions.ts'
import { register } from '../../workloads/register.ts'
import { set } from '../../workloads/set.ts'
import { drawnOnEach } from '../../claims/drawn-values.ts'
import { add, atRest, calledAtRest, read, runOf, servers } from '../two-phase/run.fixture.ts'
import { claimsOf } from './claims.ts'
import { everyServerReceives } from './every-server-receives.ts'
import { options } from './options.ts'
import { readsByOne } from './reads-by-one.ts'

type Lines = Parameters<typeof runOf>[0]

function told(claim: Claim, lines: Lines, judgedAs?: Judged): string {
  const { judged, evidence } = runOf(lines, judgedAs)
  const { verdict, reason } = claim.decide(judged, evidence)
  return `${verdict}: ${reason}`
}

describe('every server receives changes', () => {
  const claim = everyServerReceives(servers)
  const written = [add(1), add(2)]

  test('holds where all hold what was acknowledged', () => {
    const same = [atRest('n1', [1, 2]), atRest('n2', [1, 2])]
    assert.match(told(claim, [...written, ...same]), /^holds: All 2 servers hold the same/)
  })

  test('is violated by an acknowledged write that one server has and another lacks', () => {
    const apart = [atRest('n1', [1, 2]), atRest('n2', [1])]
    assert.match(
      told(claim, [...written, ...apart]),
      /^violated: n2 lacks 1 acknowledged writes that another server has, the first of 2/,
    )
    const late = add(3, { at: 9.995, type: 'info' })
    assert.match(told(claim, [...written, late, ...apart]), /^unknown: A write was under way/)
  })

  test('does not know whose fault it is that a write is there by half which nobody acknowledged', () => {
    const half = add(3, { type: 'info' })
    const apart = [atRest('n1', [1, 2, 3]), atRest('n2', [1, 2])]
    assert.match(told(claim, [...written, half, ...apart]), /^unknown: At rest n1 and n2/)
  })

  test('is unknown where nothing was acknowledged, read or left', () => {
    assert.match(told(claim, written), /^unknown: Not all that n1 holds/)
    assert.match(told(claim, [...written, atRest('n1', [1, 2])]), /^unknown: Not all that n2/)
    const empty = [atRest('n1', []), atRest('n2', [])]
    assert.match(told(claim, [...written, ...empty]), /^unknown: Nothing was left/)
    const none = { ...counted(0), acknowledged: 0 }
    assert.match(told(claim, empty, none), /^unknown: No write was acknowledged/)
  })

  test('speaks of rows, and not of what stands in them', () => {
    const same = [atRest('n1', [1, 2]), atRest('n2', [1, 2])]
    const drawn = servers.map((name, i) => calledAtRest(name, 'INSERT random()', [[1, i]]))
    assert.match(told(claim, [...written, ...drawn, ...same]), /^holds/)
  })
})

describe('reads are distributed', () => {
  const claim = readsByOne(servers)
  const of = (...counts: number[]) =>
    counts.flatMap((count, i) => Array.from({ length: count }, () => read('a', 1, servers[i])))

  test('holds where each server answered some', () => {
    assert.match(told(claim, of(2, 1)), /^holds: .* 2 by n1, 1 by n2/)
  })

  test('is violated where one answered none of a hundred, and unknown of fewer', () => {
    assert.match(told(claim, of(0, 100)), /^violated: .* 0 by n1, 100 by n2/)
    assert.match(told(claim, of(0, 99)), /^unknown: Only 99/)
  })

  test('counts sessions where whole sessions are distributed, for these are fewer', () => {
    const bySession = readsByOne(servers, 'sessions')
    assert.match(told(bySession, of(0, 30)), /^violated/)
    assert.match(told(bySession, of(0, 29)), /^unknown: Only 29 sessions/)
    const [[invoked, answered]] = of(0, 1)
    const again = Array.from({ length: 100 }, (_, i) =>
      [invoked, answered].map((line) => ({ ...line, timeNs: line.timeNs + i * 1e9 })),
    )
    assert.match(told(bySession, again), /^unknown: Only 1 sessions/)
  })

  test('is on trial where somebody read before the end', () => {
    assert.ok(typeof claim.trial === 'function')
    assert.equal(claim.trial(runOf(of(1)).evidence), true)
    assert.equal(claim.trial(runOf([add(1), atRest('n1', [1])]).evidence), false)
  })
})

describe('which calls differ', () => {
  function toldOf(calls: Record<string, [number, number]>): string {
    const lines = [
      add(1),
      ...Object.entries(calls).flatMap(([call, values], j) =>
        servers.map((name, i) => calledAtRest(name, call, [[1, values[i]]], 7 + i + j / 2)),
      ),
      ...servers.map((name) => atRest(name, [1])),
    ]
    const { evidence } = runOf(lines)
    const checks = { divergence: divergence({ nodes: servers }).check(evidence.history, {}) }
    return told(drawnOnEach(servers), lines, { ...counted(0), checks })
  }

  test('is named, and which do not', () => {
    assert.equal(
      toldOf({ "INSERT 'constant'": [0, 0], 'INSERT random()': [0, 1] }),
      "holds: At rest n1 and n2 answer rows INSERT random() differently. Different: INSERT random() (1 of 1 rows). The same: INSERT 'constant'.",
    )
  })

  test('says nothing of a constant that does', () => {
    assert.equal(
      toldOf({ "UPDATE 'constant'": [0, 1], 'UPDATE random()': [0, 1] }),
      "unknown: 1 rows of UPDATE 'constant' differ, which no function gave.",
    )
  })
})

test('what servers draw for themselves is no half commit', () => {
  const ids = (workload: typeof set) => claimsOf(options.parse({}), workload).map(({ id }) => id)
  assert.equal(ids(set)[0], 'all-commit-or-none')
  for (const each of [draws, functionCalls]) {
    assert.equal(ids(each)[0], 'random-differs-by-server')
    assert.ok(!ids(each).includes('all-commit-or-none'))
  }
  assert.ok(ids(register).includes('reads-are-consistent-on-every-server'))
})

test('of a bank, whether all commit or none is told by the ledger, and never excuses other balances', () => {
  const scenario = claimsOf(options.parse({}), bank('repeatable-read'))
  const claim = scenario.find(({ id }) => id === 'all-commit-or-none')!
  const { judged } = runOf([])
  assert.ok(!claim.covers('divergence', undefined as never, judged))
  const ofSets = claimsOf(options.parse({}), set).find(({ id }) => id === 'all-commit-or-none')!
  assert.ok(ofSets.covers('divergence', undefined as never, judged))
})
