import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { thisOwner } from '../runner/runtimes/owner.ts'
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder.ts'

test('what a killed test run left goes with the next one, with what runs in it', async (t) => {
  const parent = await mkdtemp(join(tmpdir(), 'splitbrain-test-'))
  t.after(() => rm(parent, { recursive: true }))
  const [left, alive] = [await makeTemporaryFolder(parent), await makeTemporaryFolder(parent)]
  await writeFile(join(left, 'owner'), thisOwner().replace(/\d+$/, '1'))
  const server = spawn('sleep', ['60'], { cwd: left })
  const ended = once(server, 'exit')
  await once(server, 'spawn')
  const own = await makeTemporaryFolder(parent)
  await ended
  assert.equal(existsSync(left), false)
  assert.equal(existsSync(alive), true)
  await removeTemporaryFolder(own)
  await removeTemporaryFolder(alive)
  assert.deepEqual(await readdir(parent), [])
})
