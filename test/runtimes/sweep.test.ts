import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, beforeEach, describe, test, type TestContext } from 'node:test'
import { thisOwner } from '../../runner/runtimes/owner.ts'
import { ownTmpdir } from '../../runner/runtimes/own-tmpdir.fixture.ts'
import { sweepOrphans, sweepRuns } from '../../runner/runtimes/sweep.ts'
import { inDraft } from '../../runner/runtimes/drafts.ts'
import { makeRunFolder, workFolder } from '../../runner/runtimes/work-folder.ts'

const children: ChildProcess[] = []
after(() => children.forEach((child) => child.kill('SIGKILL')))

/** A run with a process in its folder, of a live harness or of a dead one. */
async function leave(runId: string, orphaned: boolean) {
  const folder = await makeRunFolder(runId)
  const dead = thisOwner().split('/').with(3, '1').join('/')
  if (orphaned) await writeFile(join(folder, 'owner'), dead)
  const child = spawn('sleep', ['60'], { cwd: folder })
  children.push(child)
  await once(child, 'spawn')
  return { folder, child, ended: once(child, 'exit') }
}

describe('sweeping', () => {
  beforeEach((t) => ownTmpdir(t as TestContext))

  test('a dead run’s processes and data are removed, and nothing of one that is under way', async () => {
    const alive = await leave('alive', false)
    const dead = await leave('dead', true)
    assert.deepEqual(await sweepOrphans(false), ['processes and data of run dead'])
    await dead.ended
    assert.equal(existsSync(dead.folder), false)
    assert.equal(existsSync(alive.folder), true)
    assert.equal(alive.child.exitCode ?? alive.child.signalCode, null)
    assert.deepEqual(await sweepOrphans(false), [])
  })

  test('what is half made goes with what still works on it, unless its harness lives', async () => {
    const owners = { dead: thisOwner().split('/').with(3, '1').join('/'), alive: thisOwner() }
    const makers = Object.values(owners).map(async (owner) => {
      const name = `debootstrap~${owner.replaceAll('/', '~')}~AbC123`
      const folder = join(await workFolder(), name)
      await mkdir(folder)
      const child = spawn('sleep', ['60'], { cwd: folder })
      children.push(child)
      await once(child, 'spawn')
      return { folder, child, ended: once(child, 'exit') }
    })
    const [dead, alive] = await Promise.all(makers)
    assert.deepEqual(await sweepOrphans(false), ['a half-made debootstrap'])
    await dead.ended
    assert.equal(existsSync(dead.folder), false)
    assert.equal(existsSync(alive.folder), true)
    assert.equal(alive.child.exitCode ?? alive.child.signalCode, null)
  })

  test('a draft is gone when it was made or when it failed', async () => {
    const work = await workFolder()
    assert.equal(await inDraft('a', async (folder) => existsSync(folder)), true)
    await assert.rejects(
      inDraft('a', () => Promise.reject(new Error('broken off'))),
      /broken off/,
    )
    assert.deepEqual(await readdir(work), [])
  })

  test('one run is swept alone, whoever owns it', async () => {
    const one = await leave('one', false)
    const other = await leave('other', false)
    assert.deepEqual(await sweepRuns(new Set(['one'])), ['processes and data of run one'])
    await one.ended
    assert.equal(existsSync(one.folder), false)
    assert.equal(existsSync(other.folder), true)
    assert.deepEqual(await sweepRuns(new Set(['one'])), [])
  })
})
