import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import { launcher } from '../runs/splitbrain.ts'

/** The machine's own Node, where it can't run the sources itself. */
async function olderNode(): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const node = join(folder, 'node')
    if (folder.includes('node_modules') || !existsSync(node)) continue
    const { stdout } = await execa(node, ['-p', 'process.versions.node'], { reject: false })
    if (Number.parseInt(stdout) < 22) return node
  }
  return undefined
}

const node = await olderNode()

test(
  'an older Node finds the one that npm installed',
  { skip: node === undefined && 'every Node here is new enough' },
  async () => {
    const { exitCode, stdout, stderr } = await execa(node!, [launcher, '--version'], {
      reject: false,
    })
    assert.equal(exitCode, 0, stderr)
    assert.match(stdout, /^\d+\.\d+\.\d+$/)
  },
)
