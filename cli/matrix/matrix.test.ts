import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { CheckResult } from '../../checkers/checker.ts'
import type { ClaimResult } from '../../runner/results.ts'
import { capabilitiesOf } from '../../runner/runtimes/capabilities.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { topologies } from '../../scenarios/catalog.ts'
import { columns, rows, type Column, type Row } from '../../scenarios/matrix/manual.ts'
import { chooseScenario } from '../choose.ts'
import { experimentsOf, judgedRuns, verdictOf, type Experiment, type Judged } from './measured.ts'
import { matrixText } from './text.ts'

const cells = topologies.flatMap((topology) =>
  (topology.matrix ?? []).map((cell) => ({ topology, cell })),
)

test('each experiment can be run, and what decides it is judged there', () => {
  for (const { topology, cell } of cells) {
    const { column, row, words, decidedBy } = cell
    const { claims, checkers } = chooseScenario(topology.name, words)
    assert.ok(column in columns && row in rows, row)
    const there =
      'claim' in decidedBy
        ? claims.some(({ id }) => id === decidedBy.claim)
        : checkers.some(({ name }) => name === decidedBy.check)
    assert.ok(there, `${topology.name}: ${row}: ${JSON.stringify(decidedBy)}`)
    const after = 'check' in decidedBy ? decidedBy.after : undefined
    assert.ok(after === undefined || claims.some(({ id }) => id === after), after)
  }
})

test('the command of an experiment names a runtime that can do it', () => {
  for (const { topology, words, command } of experimentsOf([])) {
    const { needs } = chooseScenario(topology, words)
    const runtime = / --runtime (docker)\b/.exec(command)?.[1] ?? 'embedded'
    assert.ok(needs.isSubsetOf(capabilitiesOf[runtime as RuntimeName]), command)
  }
})

test('a fault of an experiment brings about what its claim is on trial for', () => {
  for (const { topology, cell } of cells) {
    if (!('claim' in cell.decidedBy)) continue
    const { claim: id } = cell.decidedBy
    const { claims, faults } = chooseScenario(topology.name, cell.words)
    const { trial } = claims.find((each) => each.id === id)!
    if (typeof trial === 'function' || trial === 'load') continue
    assert.ok(
      faults.some(({ aim }) => aim === trial),
      `${topology.name}: ${cell.says}`,
    )
  }
})

test('every cell of a way that topologies stand for is tried, and each row has a word for every column', () => {
  for (const row of Object.keys(rows) as Row[]) {
    for (const tried of ['WAL', 'SD'] satisfies Column[])
      assert.ok(
        cells.some(({ cell }) => cell.column === tried && cell.row === row),
        `${tried}: ${row}`,
      )
    for (const column of Object.keys(columns) as Column[]) assert.ok(rows[row][column], row)
  }
})

interface Run {
  words?: object
  claim?: ClaimResult['verdict']
  check?: CheckResult['verdict']
  verdict?: 'pass' | 'fail' | 'unknown'
  /** What no claim speaks of. */
  finding?: 'fail' | 'unknown'
  isBrokenOff?: boolean
  acknowledged?: number
  failedOver?: boolean
}

/** A run of a hot standby, as it was judged. */
function run({ words = {}, claim, check, verdict = 'pass', ...told }: Run): Judged {
  const { options, workload } = chooseScenario('hot-standby', {
    faults: ['kill-primary'],
    ...words,
  })
  const { failedOver = true } = told
  const ids = [
    'sync-failover-loses-nothing',
    'async-failover-may-lose-the-latest-writes',
    ...(failedOver ? ['standbys-refuse-writes', 'failure-loses-nothing'] : []),
  ]
  const claims = ids.map(
    (id) => ({ id, sentence: '', source: '', reason: '', verdict: claim ?? 'unknown' }) as const,
  )
  const checks: Record<string, CheckResult> =
    check === undefined ? {} : { divergence: { verdict: check, anomalies: [] } }
  const { finding, isBrokenOff = false, acknowledged = 9 } = told
  const findings = finding === undefined ? [] : [{ verdict: finding, reason: 'It did nothing.' }]
  return {
    id: '1',
    scenario: 'hot-standby',
    options: { ...options, workload: workload.name },
    results: { verdict, acknowledged, claims, findings, checks },
    isBrokenOff,
  }
}

describe('what runs say of an experiment', () => {
  const of = (says: RegExp, ...runs: Run[]) => {
    const found = experimentsOf(runs.map(run)).find((each) => says.test(each.says))!
    return [verdictOf(found), found.runs] as const
  }
  const sync = /^sync on: a failover/
  const on = { sync: 'on' }

  test('one that refutes it weighs more than those that confirm it', () => {
    const runs = [{ claim: 'violated' }, { claim: 'holds' }, { claim: 'unknown' }] as const
    const [verdict, counts] = of(sync, ...runs.map((each) => ({ ...each, words: on })))
    assert.equal(verdict, 'refuted')
    assert.deepEqual(counts, { confirmed: 1, refuted: 1, unknown: 1 })
  })

  test('those of another mode, fault, workload or scenario say nothing', () => {
    const others = [
      {},
      { sync: 'remote_apply' },
      { sync: 'on', standbys: '1' },
      { sync: 'on', workload: 'register' },
      { sync: 'on', faults: ['pause-primary'] },
    ]
    for (const words of others)
      assert.equal(of(sync, { words, claim: 'holds' })[0], 'not run', JSON.stringify(words))
  })

  test('how long and how fast it was is free', () => {
    const words = { sync: 'on', timeLimit: '30', rate: '100', concurrency: '2' }
    assert.equal(of(sync, { words, claim: 'holds' })[0], 'confirmed')
    assert.equal(of(sync, { words, claim: 'unknown' })[0], 'unknown')
    const slower = { reads: 'standbys', workload: 'register', rate: '50', faults: [] }
    assert.notEqual(of(/^hot standbys answer reads/, { words: slower })[0], 'not run')
  })

  test('a check decides where no claim does, in a run that is no failure', () => {
    const copies = /share nothing/
    assert.equal(of(copies, { check: 'pass' })[0], 'confirmed')
    assert.equal(of(copies, { check: 'pass', verdict: 'fail' })[0], 'unknown')
    assert.equal(of(copies, { check: 'fail' })[0], 'refuted')
    assert.equal(of(copies, {})[0], 'unknown')
    assert.equal(of(copies, { check: 'pass', acknowledged: 0 })[0], 'unknown')
    assert.equal(of(copies, { check: 'pass', failedOver: false })[0], 'unknown')
  })

  test('a run whose fault did nothing, or that broke off, bears nothing out', () => {
    const copies = /share nothing/
    for (const broken of [{ finding: 'unknown' }, { isBrokenOff: true }] as const) {
      const unmade = { verdict: 'unknown', ...broken } as const
      assert.equal(of(copies, { check: 'pass', ...unmade })[0], 'unknown')
      assert.equal(of(sync, { words: on, claim: 'holds', ...unmade })[0], 'unknown')
      assert.equal(of(sync, { words: on, claim: 'violated', ...unmade })[0], 'refuted')
    }
    const found = { words: on, claim: 'holds', verdict: 'fail', finding: 'fail' } as const
    assert.equal(of(sync, found)[0], 'confirmed', 'its claim was decided all the same')
    assert.equal(of(copies, { check: 'pass', verdict: 'unknown' })[0], 'confirmed')
  })

  test('the level that an experiment asks for is its own', () => {
    const words = { workload: 'bank', isolation: 'repeatable-read', faults: ['kill-server'] }
    const ofBank = (isolation: string) => {
      const { options } = chooseScenario('two-phase', { ...words, isolation })
      const judged = run({ check: 'pass' })
      const all = { ...judged, scenario: 'two-phase', options: { ...options, workload: 'bank' } }
      const isMeant = ({ topology, words: asked }: Experiment) =>
        topology === 'two-phase' && asked.workload === 'bank'
      return verdictOf(experimentsOf([all]).find(isMeant)!)
    }
    assert.equal(ofBank('repeatable-read'), 'confirmed')
    assert.equal(ofBank('read-committed'), 'not run')
  })
})

test('a run counts once by whichever names it is given, and what is none is told', async () => {
  const folder = fileURLToPath(new URL('../../test/fixtures/runs/first-sync', import.meta.url))
  const errors: unknown[] = []
  const runs = await judgedRuns([folder, `${folder}/.`, `${folder}/nowhere`], (e) => errors.push(e))
  assert.equal(errors.length, 1)
  assert.equal(runs.length, 1)
  assert.equal(runs[0].scenario, 'hot-standby')
})

test('beside the manual stands what was measured, and a cell is confirmed once all its experiments are', () => {
  const lineOf = (row: string, ...runs: Run[]) =>
    matrixText(experimentsOf(runs.map(run)), 120)
      .split('\n')
      .find((line) => line.startsWith(row))
  const loses = 'Primary failure will never lose data'
  const both: Run[] = [{ claim: 'holds', words: { sync: 'on' } }, { claim: 'holds' }]
  assert.match(lineOf(loses)!, /sync on …/)
  assert.match(lineOf(loses, ...both)!, /sync on …/, 'file shipping is yet to be run')
  assert.match(lineOf(loses, { claim: 'violated' })!, /sync on ✗/)
  assert.match(lineOf('No special', { check: 'pass' })!, /– …\s+• …\s+• ✓/)
})
