import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readHistory } from '../../history/formats/read.ts'
import { LoadHistory } from './load-history.ts'

test('what is written by hand is read as operations, whatever a script or an error is called', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'load-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'history.jsonl')
  const script = 'own "quoted".sql'
  const about = { f: script, value: null }
  const error = Object.assign(new Error('a "word" \\ of it'), { code: '40001' })
  {
    await using history = await LoadHistory.open(path)
    history.begun(0, script, 10, undefined)
    history.begun(1, script, 20, 15)
    history.ended(0, script, 30, undefined)
    history.ended(1, script, 40, error)
    history.begun(1, script, 50, 45)
    history.ended(1, script, 60, new Error('the server closed the connection'))
  }
  const { history, warnings } = await readHistory(path)
  assert.deepEqual(warnings, [])
  assert.deepEqual(
    [...history.operations()].map((operation) => {
      const { index: _, ...told } = operation
      return told
    }),
    [
      { process: 0, type: 'invoke', ...about, timeNs: 10 },
      { process: 1, type: 'invoke', ...about, timeNs: 20, scheduledNs: 15 },
      { process: 0, type: 'ok', ...about, timeNs: 30 },
      { process: 1, type: 'fail', ...about, timeNs: 40, error: '40001 a "word" \\ of it' },
      { process: 1, type: 'invoke', ...about, timeNs: 50, scheduledNs: 45 },
      { process: 1, type: 'info', ...about, timeNs: 60, error: 'the server closed the connection' },
    ],
  )
})

test('a file that is there already is never written into', async () => {
  await assert.rejects(LoadHistory.open('/dev/null'), { code: 'EEXIST' })
})
