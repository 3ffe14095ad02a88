import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** Until the test ends, the system's folder for temporary files is a new one; returns its real path. */
export async function ownTmpdir(t: TestContext): Promise<string> {
  const before = process.env.TMPDIR
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'splitbrain-test-')))
  // Servers run as another user than root.
  await chmod(folder, 0o711)
  process.env.TMPDIR = folder
  t.after(async () => {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    await rm(folder, { recursive: true })
  })
  return folder
}
