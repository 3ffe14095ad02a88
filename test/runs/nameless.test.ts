import assert from 'node:assert/strict'
import { chown, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import type { RunResults } from '../../runner/results.ts'
import { launcher, outputFolder, small } from './splitbrain.ts'

/** A number that nobody has in /etc/passwd. */
const NAMELESS = 54_321

const as = { uid: NAMELESS, gid: NAMELESS, reject: false, extendEnv: false, cwd: '/' } as const
const env = { PATH: process.env.PATH, NO_COLOR: '1' }
const notRoot = process.getuid?.() !== 0 && 'only root can become somebody without a name'
const lend = ['--user', '--map-user=nobody', 'true']

test(
  'a user without a name runs embedded servers, or is told why not',
  { skip: notRoot },
  async (t) => {
    const readable = await execa('test', ['-r', launcher], { ...as, env })
    if (readable.exitCode !== 0) return t.skip('this checkout is closed to other users')
    await using output = await outputFolder()
    await chown(output.path, NAMELESS, NAMELESS)
    const args = ['run', 'hot-standby', '--output', output.path, '--time-limit', '4', ...small]
    await execa(process.execPath, [launcher, ...args, '--faults', 'none'], {
      ...as,
      env: { ...env, TMPDIR: output.path },
    })
    const text = await readFile(join(output.path, 'latest', 'results.json'), 'utf8')
    const { error, acknowledged } = JSON.parse(text) as RunResults
    const lent = await execa('unshare', lend, { ...as, env })
    if (lent.exitCode !== 0) return assert.match(error!.message, /has no name.*\/etc\/passwd/)
    assert.equal(error, undefined)
    assert.ok(acknowledged! > 0)
  },
)
