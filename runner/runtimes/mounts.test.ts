import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import { unmountBelow } from './mounts.ts'

const mayMount =
  process.platform === 'linux' && userInfo().uid === 0 ? false : 'only root on Linux can mount'

test(
  'what is mounted below a folder is taken off, and nothing beside it',
  { skip: mayMount },
  async (t) => {
    const place = await realpath(await mkdtemp(join(tmpdir(), 'mounts ')))
    const [inside, deeper, beside] = ['draft/proc', 'draft/proc/deeper', 'draft 2'].map((name) =>
      join(place, name),
    )
    t.after(async () => {
      for (const point of [deeper, inside, beside])
        await execa('umount', [point], { reject: false })
      await rm(place, { recursive: true })
    })
    for (const point of [inside, beside, deeper]) {
      await mkdir(point, { recursive: true })
      const mounted = await execa('mount', ['-t', 'tmpfs', 'tmpfs', point], { reject: false })
      if (mounted.failed) return t.skip('this machine lets nobody mount')
      await mkdir(join(point, 'full'))
    }
    await unmountBelow(join(place, 'draft'))
    assert.deepEqual(await readdir(inside), [])
    assert.deepEqual(await readdir(beside), ['full'])
  },
)
