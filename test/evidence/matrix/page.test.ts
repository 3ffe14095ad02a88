import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { chooseScenario } from '../../../cli/choose.ts'
import { inDraft } from '../../../runner/runtimes/drafts.ts'
import { Trials } from '../trials.ts'
import { matrixPage, type MatrixTrial } from './page.ts'

/** The page after one run of bidirectional without faults, in which this claim said this. */
const pageAfter = (verdict: 'holds' | 'violated' | 'unknown') =>
  inDraft('matrix-page', async (folder) => {
    const trials = new Trials<MatrixTrial>(join(folder, 'matrix.jsonl'))
    const { options, workload } = chooseScenario('bidirectional', { faults: [] })
    const claim = { id: 'several-primaries', sentence: '', source: '', verdict, reason: '' }
    trials.add({
      experiment: 'npx splitbrain run bidirectional --faults none',
      seed: 1000,
      run: {
        id: 'run',
        scenario: 'bidirectional',
        options: { ...options, workload: workload.name },
        results: { verdict: 'pass', acknowledged: 1, claims: [claim], findings: [], checks: {} },
        isBrokenOff: false,
      },
      versions: { postgresql: '18.4.0' },
    })
    return matrixPage(new Trials<MatrixTrial>(join(folder, 'matrix.jsonl')))
  })

const rowOf = (page: string) =>
  page.split('\n').find((line) => line.startsWith('| Allows multiple primary servers |'))!

test('a cell is marked by what its run said, and others by what is still to be run', async () => {
  for (const [verdict, mark] of [
    ['holds', '✓'],
    ['violated', '✗'],
    ['unknown', '?'],
  ] as const) {
    const cells = rowOf(await pageAfter(verdict)).split(' | ')
    assert.equal(cells[7], `• ${mark}`)
    assert.equal(cells[6], '• …')
  }
})

test('each experiment is told with what decides it, how its runs went, and its command', async () => {
  assert.match(
    await pageAfter('holds'),
    /- ✓ Asynchronous Multimaster Replication: each server takes writes \(several-primaries holds\): confirmed in 1 of 1 run\n {2}`npx splitbrain run bidirectional --faults none`/,
  )
})
