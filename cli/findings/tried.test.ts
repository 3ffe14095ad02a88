import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exitCodes } from '../../history/errors.ts'
import type { RunResults } from '../../runner/results.ts'
import { findings } from '../../scenarios/findings/catalog.ts'
import { trialsOf, type Finding } from '../../scenarios/findings/finding.ts'
import { capabilitiesOf } from '../../runner/runtimes/capabilities.ts'
import { runtimeNames, type RuntimeName } from '../../runner/runtimes/open.ts'
import { chooseScenario } from '../choose.ts'
import { exitCodeOfTrials, toldOf } from './tried.ts'

const loss: Finding = {
  name: 'loss',
  about: '',
  source: '',
  topology: 'hot-standby',
  words: {},
  shownBy: { claim: 'kept' },
  repaired: { sync: 'on' },
}

const results = (said: 'holds' | 'violated' | 'unknown', more: object = {}) => {
  const verdict = { holds: 'pass', violated: 'fail', unknown: 'unknown' }[said]
  const claims = [{ id: 'kept', verdict: said, reason: `It ${said}.` }]
  return { verdict, claims, findings: [], checks: {}, ...more } as unknown as RunResults
}

const [found, repaired] = trialsOf(loss, 'embedded')
const tried = (first: RunResults[], second: RunResults[]) => [
  { trial: found, runs: first },
  { trial: repaired, runs: second },
]

test('a finding that is found again, and a twin that passes, are what is known of them', () => {
  const all = tried([results('violated')], [results('holds')])
  assert.equal(exitCodeOfTrials(all, false), exitCodes.ok)
  assert.deepEqual(all.map(toldOf), [
    { line: 'loss convicts: 1 of 1, 100 % (21 to 100 %)', reason: 'It violated.' },
    { line: 'loss, repaired passes: 1 of 1, 100 % (21 to 100 %)', reason: 'It holds.' },
  ])
})

test('a twin that fails fails, and a finding that is not found again is unknown', () => {
  const code = (first: RunResults, second: RunResults) =>
    exitCodeOfTrials(tried([results('violated'), first], [second]), false)
  assert.equal(code(results('violated'), results('violated')), exitCodes.fail)
  assert.equal(code(results('holds'), results('holds')), exitCodes.unknown)
  assert.equal(code(results('violated'), results('unknown')), exitCodes.unknown)
})

test('a harness that failed, and a signal, come first', () => {
  const broken = results('holds', {
    error: { code: 'crash', message: 'It broke.', phase: 'start' },
  })
  assert.equal(exitCodeOfTrials(tried([broken], [results('holds')]), false), exitCodes.crash)
  assert.equal(exitCodeOfTrials([], true), exitCodes.interrupted)
})

test('the run that was not as expected is told', () => {
  const runs = [results('violated'), results('unknown')]
  assert.equal(toldOf({ trial: found, runs }).reason, 'It unknown.')
})

test('a check shows a finding by its own anomaly, and by no other', () => {
  const [byCheck] = trialsOf(
    { ...loss, shownBy: { check: 'durability', anomaly: 'lost write' } },
    'embedded',
  )
  const failing = (...names: string[]) => {
    const anomalies = names.map((name) => ({ name, summary: `A ${name}.`, witness: [] }))
    return results('violated', { checks: { durability: { verdict: 'fail', anomalies } } })
  }
  assert.ok(byCheck.isSeen(failing('hole', 'lost write')))
  assert.equal(byCheck.reasonOf(failing('hole', 'lost write')), 'A lost write.')
  assert.ok(!byCheck.isSeen(failing('unexpected element')))
})

test('what is mended is run alone, and is to pass; where a server is older it is found', () => {
  const mended: Finding = { ...loss, mended: 'version 2', unmendedOn: ['embedded'] }
  const expected = (runtime: RuntimeName) =>
    trialsOf(mended, runtime).map(({ name, expects }) => [name, expects])
  assert.deepEqual(expected('docker'), [['loss', 'passes']])
  assert.deepEqual(expected('embedded'), [
    ['loss', 'convicts'],
    ['loss, repaired', 'passes'],
  ])
})

for (const finding of findings)
  test(`${finding.name} and its twin can be asked for, and something there would show it`, () => {
    const { topology, shownBy, repaired: twin, runtimes = runtimeNames } = finding
    const tried = runtimes.flatMap((runtime) => trialsOf(finding, runtime))
    const convicts = tried.some(({ expects }) => expects === 'convicts')
    assert.equal(twin !== undefined, convicts, 'a twin, or none for what is mended')
    for (const { words } of tried) {
      const { claims, checkers, needs, ...times } = chooseScenario(topology, words)
      assert.ok(times.timeLimitMs >= times.leastTimeMs, 'it takes longer than it has')
      const shows =
        'claim' in shownBy
          ? claims.some(({ id }) => id === shownBy.claim)
          : checkers.some(({ name }) => name === shownBy.check)
      assert.ok(shows, JSON.stringify(words))
      for (const runtime of runtimes) assert.ok(needs.isSubsetOf(capabilitiesOf[runtime]))
    }
  })

test('each finding has a name of its own', () => {
  assert.equal(new Set(findings.map(({ name }) => name)).size, findings.length)
})
