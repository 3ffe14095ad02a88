import assert from 'node:assert/strict'
import { chmod, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { userInfo } from 'node:os'
import { test } from 'node:test'
import { execa } from 'execa'
import { ownTmpdir } from '../../runner/runtimes/own-tmpdir.fixture.ts'
import { binaries } from '../../runner/runtimes/embedded/binaries.ts'

const notRoot = userInfo().uid !== 0 && 'only root can mount, and has servers run as another user'

test(
  'a TMPDIR whose programs may not be run is told, also once they are there',
  { skip: notRoot },
  async (t) => {
    const folder = await ownTmpdir(t)
    const mounted = await execa('mount', ['-t', 'tmpfs', '-o', 'noexec', 'tmpfs', folder], {
      reject: false,
    })
    if (mounted.failed) return t.skip('this machine lets nobody mount')
    try {
      const told = { code: 'unavailable', message: /can't be run.*noexec.*set TMPDIR/ }
      for (let round = 0; round < 2; round++) await assert.rejects(binaries(), told)
    } finally {
      await execa('umount', [folder])
    }
  },
)

test('and so is one that the servers’ user can’t pass through', { skip: notRoot }, async (t) => {
  const folder = await ownTmpdir(t)
  await chmod(folder, 0o700)
  await assert.rejects(binaries(), { code: 'unavailable', message: /pass through.*set TMPDIR/ })
})

test('one that is missing is told with its own remedy alone', async (t) => {
  process.env.TMPDIR = join(await ownTmpdir(t), 'missing')
  await assert.rejects(binaries(), { code: 'unavailable', message: /no folder/ })
})

test('several that install the programs at once all find them, and one copy is left', async (t) => {
  const folder = await ownTmpdir(t)
  const found = await Promise.all([binaries(), binaries()])
  assert.equal(new Set(found.map(({ bin }) => bin)).size, 1)
  const { stdout } = await execa(join(found[0].bin, 'postgres'), ['--version'])
  assert.match(stdout, /^postgres \(PostgreSQL\) \d+/)
  const [work] = await readdir(folder)
  assert.equal((await readdir(join(folder, work))).length, 1)
})
