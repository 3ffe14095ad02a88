import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { splitbrain } from '../runs/splitbrain.ts'
import { lossy, makeRunFolder } from './run-folder.ts'

const parent = mkdtempSync(join(tmpdir(), 'splitbrain-shrink-'))
after(() => rmSync(parent, { recursive: true }))

test('a run that did not fail is told in one line, and nothing is run', async () => {
  const folder = makeRunFolder(join(parent, 'passed'), { lines: lossy })
  const { exitCode, stdout, stderr } = await splitbrain(['shrink', folder])
  assert.equal(exitCode, 64)
  assert.equal(stdout, '')
  assert.equal(
    stderr,
    `splitbrain: ${folder} did not fail, its verdict is pass: name a run that failed.`,
  )
})

test('a run that failed without a fault has nothing to leave out', async () => {
  const options = { sync: 'on', faults: [] }
  const folder = makeRunFolder(join(parent, 'calm'), { lines: lossy, record: { options } })
  const { exitCode, stderr } = await splitbrain(['shrink', folder])
  assert.equal(exitCode, 64)
  assert.match(stderr, /failed without a fault: it has no schedule\.$/)
})

test('a failure that does not come again is told in one line', async () => {
  const schedule = [{ fault: 'delay-clients:ms=1', at: '500ms', for: '1s' }]
  const options = { sync: 'on', standbys: 1, schedule, timeLimit: 3, rate: 20, concurrency: 2 }
  const folder = makeRunFolder(join(parent, 'gone'), { lines: lossy, record: { options } })
  const words = ['--repeat', '1', '--budget', '2', '--output', join(parent, 'runs')]
  const { exitCode, stdout, stderr } = await splitbrain(['shrink', folder, ...words])
  assert.equal(stdout, 'It fails no more: the whole schedule passed in 1 run.', stderr)
  assert.equal(exitCode, 2)
  assert.equal(existsSync(join(folder, 'shrunk.yaml')), false)
})
