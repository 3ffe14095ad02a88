import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { ownTmpdir } from '../../runner/runtimes/own-tmpdir.fixture.ts'
import { workFolder } from '../../runner/runtimes/work-folder.ts'
import { sharedMemory, temporaryFolder } from './places.ts'

test('a temporary folder with room is found, and one without is told with what it wants', async (t) => {
  await ownTmpdir(t)
  const { ok, detail } = await temporaryFolder(1)
  assert.equal(ok, true)
  assert.ok(detail.endsWith(` free in ${await workFolder()}`))
  const full = await temporaryFolder(2 ** 60)
  assert.equal(full.ok, false)
  assert.match(full.advice!, /^a run wants \d+\.0 GB: make room, or set TMPDIR/)
})

test('a TMPDIR that is missing has the advice that a run would give', async (t) => {
  process.env.TMPDIR = join(await ownTmpdir(t), 'missing')
  const { ok, advice } = await temporaryFolder()
  assert.equal(ok, false)
  const refusal = await workFolder().catch((error: Error) => error.message)
  assert.equal(advice, refusal)
})

test('shared memory that is missing is told', async (t) => {
  const { ok, detail } = await sharedMemory(join(await ownTmpdir(t), 'shm'))
  assert.equal(ok, false)
  assert.match(detail, /shm is missing/)
})
