import assert from 'node:assert/strict'
import { chmod, chown, lstat, mkdir, readFile, symlink } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, test, type TestContext } from 'node:test'
import { execa } from 'execa'
import { thisOwner } from './owner.ts'
import { ownTmpdir } from './own-tmpdir.fixture.ts'
import { makeRunFolder, removeRunFolder, runFolders, workFolder } from './work-folder.ts'

const modeOf = async (path: string) => ((await lstat(path)).mode & 0o777).toString(8)
const refused = { code: 'unavailable', message: /TMPDIR/ }
const notRoot = userInfo().uid !== 0 && 'only root can give a folder to somebody else'

describe('the work folder', () => {
  let place: string
  let work: string
  beforeEach(async (t) => {
    place = await ownTmpdir(t as TestContext)
    work = join(place, `splitbrain-${userInfo().uid}`)
  })

  test('others may pass through it and do nothing else, whatever the umask is', async () => {
    const umask = process.umask(0o077)
    try {
      assert.equal(await workFolder(), work)
      assert.equal(await modeOf(work), '711')
      assert.equal(await modeOf(await makeRunFolder('a')), '711')
    } finally {
      process.umask(umask)
    }
    assert.equal(await workFolder(), work)
  })

  test('one that others can write into is refused', async () => {
    await mkdir(work)
    for (const mode of [0o777, 0o775, 0o733]) {
      await chmod(work, mode)
      await assert.rejects(workFolder(), refused)
    }
  })

  test('one that somebody else made is refused', { skip: notRoot }, async () => {
    await mkdir(work, { mode: 0o711 })
    await chown(work, 65534, 65534)
    await assert.rejects(workFolder(), refused)
  })

  test('a TMPDIR that is missing, no folder, full or closed is told with what to do', async () => {
    const refusals: [string, RegExp][] = [
      [join(place, 'missing'), /no folder .*missing.*set TMPDIR/],
      ['/proc/self/stat', /no folder .*stat.*set TMPDIR/],
      ['/proc/self', /may not write to .*set TMPDIR/],
    ]
    for (const [folder, message] of process.platform === 'linux' ? refusals : []) {
      process.env.TMPDIR = folder
      await assert.rejects(workFolder(), { code: 'unavailable', message })
    }
    process.env.TMPDIR = place
  })

  test('one that can only be read is refused', { skip: notRoot }, async (t) => {
    await workFolder()
    const mounted = await execa('mount', ['-t', 'tmpfs', '-o', 'mode=711', 'tmpfs', work], {
      reject: false,
    })
    if (mounted.failed) return t.skip('this machine lets nobody mount')
    try {
      await execa('mount', ['-o', 'remount,ro', work])
      await assert.rejects(workFolder(), {
        code: 'unavailable',
        message: /may not write to .*TMPDIR/,
      })
    } finally {
      await execa('umount', [work])
    }
  })

  test('a link in its place is refused', async () => {
    const other = join(place, 'other')
    await mkdir(other, { recursive: true })
    await symlink(other, work)
    await assert.rejects(workFolder(), refused)
  })

  test('it is told by its real path, by which the kernel tells a process’s folder', async () => {
    const link = join(place, 'link')
    await symlink(place, link)
    process.env.TMPDIR = link
    try {
      assert.equal(await workFolder(), work)
    } finally {
      process.env.TMPDIR = place
    }
  })

  test('a run’s folder has its owner’s mark, is listed, and is made once', async () => {
    const folder = await makeRunFolder('20260101-a')
    assert.equal(await readFile(join(folder, 'owner'), 'utf8'), thisOwner())
    assert.deepEqual(await runFolders(), [
      { runId: '20260101-a', folder, orphaned: false, containers: false },
    ])
    await assert.rejects(makeRunFolder('20260101-a'), { code: 'EEXIST' })
    await removeRunFolder(folder)
    assert.deepEqual(await runFolders(), [])
  })

  test('what is no run’s folder is not listed', async () => {
    await mkdir(join(await workFolder(), 'postgres-18.1.0'))
    assert.deepEqual(await runFolders(), [])
  })
})
