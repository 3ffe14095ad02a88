import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { ownTmpdir } from '../../runner/runtimes/own-tmpdir.fixture.ts'
import { thisOwner } from '../../runner/runtimes/owner.ts'
import { makeRunFolder, workFolder } from '../../runner/runtimes/work-folder.ts'
import { commandLine } from '../../cli/main.ts'

/** What `splitbrain clean` prints on this process's standard output. */
async function clean(t: TestContext, ...words: string[]): Promise<string[]> {
  const said: string[] = []
  t.mock.method(console, 'log', (line: string) => said.push(line))
  t.mock.method(console, 'error', () => {})
  assert.equal(await commandLine(['node', 'splitbrain', 'clean', ...words]), undefined)
  t.mock.restoreAll()
  return said
}

test('clean --cache spares the copies while a run is under way, and says whose they are', async (t) => {
  await ownTmpdir(t)
  const copy = join(await workFolder(), 'postgres-18.4.0')
  await mkdir(join(copy, 'bin'), { recursive: true })
  const folder = await makeRunFolder('alive')
  assert.deepEqual(await clean(t, '--cache'), [
    'kept postgres-18.4.0: run alive uses it',
    'nothing to remove',
  ])
  assert.equal(existsSync(copy), true)
  await writeFile(join(folder, 'owner'), thisOwner().replace(/\d+$/, '1'))
  assert.deepEqual(await clean(t, '--cache'), [
    'removed processes and data of run alive',
    'removed postgres-18.4.0',
  ])
  assert.equal(existsSync(copy), false)
})

test('clean removes what a dead harness left half made, and nothing of a live one', async (t) => {
  await ownTmpdir(t)
  const work = await workFolder()
  const mark = (owner: string) => owner.replaceAll('/', '~')
  const dead = mark(thisOwner().replace(/\d+$/, '1'))
  const left = ['debootstrap', 'image', 'postgres-18.4.0'].map((what) => `${what}~${dead}~AbC123`)
  const alive = `image~${mark(thisOwner())}~AbC123`
  for (const name of [...left, alive]) await mkdir(join(work, name, 'bin'), { recursive: true })
  const expected = ['debootstrap', 'image', 'postgres-18.4.0']
  assert.deepEqual(
    (await clean(t)).toSorted(),
    expected.map((what) => `removed a half-made ${what}`),
  )
  for (const name of left) assert.equal(existsSync(join(work, name)), false)
  assert.equal(existsSync(join(work, alive)), true)
})
