import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import { ownTmpdir } from '../own-tmpdir.fixture.ts'
import { binaries } from './binaries.ts'

test('several that install the programs at once all find them, and one copy is left', async (t) => {
  const folder = await ownTmpdir(t)
  const found = await Promise.all([binaries(), binaries()])
  assert.equal(new Set(found.map(({ bin }) => bin)).size, 1)
  const { stdout } = await execa(join(found[0].bin, 'postgres'), ['--version'])
  assert.match(stdout, /^postgres \(PostgreSQL\) \d+/)
  const [work] = await readdir(folder)
  assert.equal((await readdir(join(folder, work))).length, 1)
})
