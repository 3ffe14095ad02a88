import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { execa } from 'execa'
import { binaries } from './binaries.ts'

const before = process.env.TMPDIR
const folder = await mkdtemp(join(tmpdir(), 'binaries-'))
after(async () => {
  if (before === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = before
  await rm(folder, { recursive: true })
})

test('several that install the programs at once all find them, and one copy is left', async () => {
  process.env.TMPDIR = folder
  const found = await Promise.all([binaries(), binaries(), binaries()])
  assert.equal(new Set(found.map(({ bin }) => bin)).size, 1)
  const { stdout } = await execa(join(found[0].bin, 'postgres'), ['--version'])
  assert.match(stdout, /^postgres \(PostgreSQL\) \d+/)
  const [work] = await readdir(folder)
  assert.equal((await readdir(join(folder, work))).length, 1)
})
