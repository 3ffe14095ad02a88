import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failoverRun } from './failover.fixture.ts'
import { jsonReport } from './json.ts'

test('the JSON has exactly the documented fields', () => {
  const { results } = failoverRun()
  const error = { code: 'crash', message: 'Gone.', phase: 'stop' }
  const report = jsonReport([results, { ...results, error }], (id) => `/runs/${id}`)
  const run = {
    id: '20260314-092653-42',
    seed: 42,
    verdict: 'pass',
    acknowledged: 10310,
    lost: 591,
    rtoSeconds: results.rtoSeconds,
    outageSeconds: results.outageSeconds,
    claims: [{ id: 'async-may-lose', verdict: 'holds' }],
    findings: [],
    folder: '/runs/20260314-092653-42',
    report: '/runs/20260314-092653-42/report.html',
  }
  assert.deepEqual(report, { runs: [run, { ...run, error }] })
})

test('what is unknown stays null', () => {
  const { results } = failoverRun()
  const [run] = jsonReport([{ ...results, lost: null, rtoSeconds: null }], () => '.').runs
  assert.equal(run.lost, null)
  assert.equal(run.rtoSeconds, null)
})
