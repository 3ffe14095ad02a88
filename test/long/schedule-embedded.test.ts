import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { exitCodes } from '../../history/errors.ts'
import { readHistory } from '../../history/formats/read.ts'
import type { RunRecord } from '../../runner/results.ts'
import { outputFolder, runScenario, small, splitbrain } from '../runs/splitbrain.ts'
import { tellRun } from '../runs/tell-run.ts'

const yaml = `
- sequence:
    - fault: pause-standby
      when: after 10 acknowledged writes
      until: a commit waits
    - wait: all standbys stream
    - fault: [pause-n2, pause-standby]
      after: 100ms..200ms
      until: standby lag > 0.1 kB
- wait: n2 is primary
  patience: 1s
`

test('a schedule in YAML is carried out, on what its conditions see of real servers', async () => {
  await using output = await outputFolder()
  const file = join(output.path, 'faults.yaml')
  await writeFile(file, yaml)
  const words = [...small, '--sync', 'on', '--schedule', file, '--time-limit', '8']
  const { exitCode, results, latest } = await runScenario(output.path, words)
  assert.equal(exitCode, exitCodes.unknown, tellRun(results))
  const inVain = results.findings.map(({ reason }) => reason)
  assert.match(inVain.join(' '), /^The condition "n2 is primary" did not come true in 1[\d.]* s\.$/)

  const { history } = await readHistory(join(latest, 'history.jsonl'))
  const events = [...history.operations()].filter(
    ({ kind, type }) => type === 'ok' && (kind === 'fault' || kind === 'undo'),
  )
  const whens = events.map(({ value }) => (value as { when?: string }).when)
  assert.deepEqual(whens, [
    '10 acknowledged writes',
    'a commit waits',
    undefined,
    'standby lag > 0.1 kB',
  ])
  const record = JSON.parse(await readFile(join(latest, 'run.json'), 'utf8')) as RunRecord
  assert.deepEqual(
    events.filter(({ kind }) => kind === 'fault').map(({ f }) => f),
    record.faults,
  )
  await writeFile(file, '')
  const again = await splitbrain(['check', latest, '--json'])
  assert.equal(again.exitCode, exitCodes.unknown)
  assert.match(again.stdout, /n2 is primary/)
})
