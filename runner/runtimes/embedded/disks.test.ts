import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { ownTmpdir } from '../own-tmpdir.fixture.ts'
import { Disks } from './disks.ts'

/** A disk of a run, and two nodes' folders. */
async function run(t: TestContext) {
  const folder = await ownTmpdir(t)
  const nodes = ['n1', 'n2'].map((name) => ({ name, home: join(folder, name) }))
  for (const { home } of nodes) await mkdir(home)
  const disks = new Disks(folder)
  await Promise.all([disks.make('data'), disks.make('data')])
  return { disks, n1: nodes[0], n2: nodes[1] }
}

test('what one node wrote to a disk the next one finds on it', async (t) => {
  const { disks, n1, n2 } = await run(t)
  await disks.attach('data', n1)
  await writeFile(join(n1.home, 'data', 'of-n1'), '')
  await disks.detach('data', n1)
  await disks.attach('data', n2)
  assert.deepEqual(await readdir(join(n2.home, 'data')), ['of-n1'])
  assert.deepEqual(await readdir(n1.home), [])
})

test('a disk is at one node alone, and does not leave who works on it', async (t) => {
  const { disks, n1, n2 } = await run(t)
  await disks.attach('data', n1)
  await assert.rejects(disks.attach('data', n2), /is at another node, and can't be at n2/)
  const worker = spawn('sleep', ['60'], { cwd: join(n1.home, 'data') })
  t.after(() => worker.kill('SIGKILL'))
  await once(worker, 'spawn')
  await assert.rejects(disks.detach('data', n1), /of node n1 is in use/)
  assert.deepEqual(await readdir(n1.home), ['data'])
})

test('who has it already gets nothing else, and who has it not gives nothing back', async (t) => {
  const { disks, n1, n2 } = await run(t)
  await disks.attach('data', n1)
  await disks.attach('data', n1)
  await disks.detach('data', n2)
  assert.deepEqual(await readdir(n1.home), ['data'])
})
