import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { suite, test } from 'node:test'
import { execa } from 'execa'
import { until } from '../../runner/until.fixture.ts'
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
const skip = node === undefined && 'every Node here is new enough'

suite('the launcher under an older Node', { skip }, () => {
  test('finds the one that npm installed', async () => {
    const { exitCode, stdout, stderr } = await execa(node!, [launcher, '--version'], {
      reject: false,
    })
    assert.equal(exitCode, 0, stderr)
    assert.match(stdout, /^\d+\.\d+\.\d+$/)
  })

  /** A command that works until a signal ends it, in a process group of its own as a terminal's job has. */
  async function serving() {
    const child = spawn(node!, [launcher, 'toxiproxy', '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    })
    const [line] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
    assert.match(String(line), /http:\S+/)
    const url = /http:\S+/.exec(String(line))![0]
    assert.ok((await fetch(`${url}/version`)).ok)
    return { pid: child.pid!, url, ended: once(child, 'exit') }
  }

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    test(`hands ${signal} on, and ends as what it started does`, async () => {
      const { pid, url, ended } = await serving()
      process.kill(pid, signal)
      assert.deepEqual(await ended, signal === 'SIGHUP' ? [null, signal] : [0, null])
      await assert.rejects(fetch(`${url}/version`))
    })

  test('a Ctrl-C at the terminal reaches what it started once, through the launcher', async () => {
    const { pid, url, ended } = await serving()
    process.kill(-pid, 'SIGINT')
    assert.deepEqual(await ended, [0, null])
    await assert.rejects(fetch(`${url}/version`))
  })

  test('killed with -9 it takes with it what it started', async () => {
    const { pid, url, ended } = await serving()
    process.kill(pid, 'SIGKILL')
    await ended
    await until('it answers no more', async () => !(await answers(url)))
  })
})

const onLinux = process.platform !== 'linux' && 'there is no /proc here'

test(
  'a TMPDIR where nothing can be made is told, and a missing one is not made',
  { skip: onLinux },
  async (t) => {
    const place = await mkdtemp(join(tmpdir(), 'splitbrain-test-'))
    t.after(() => rm(place, { recursive: true }))
    const run = ['run', 'hot-standby', '--output', join(place, 'runs')]
    for (const [folder, words] of [
      ['/proc', ['clean']],
      [join(place, 'missing'), run],
    ] as const) {
      const env = { TMPDIR: folder, NODE_COMPILE_CACHE: undefined }
      const options = { env, reject: false, timeout: 60_000 } as const
      const argv = [launcher, ...words]
      const { exitCode, stdout, stderr } = await execa(process.execPath, argv, options)
      assert.equal(exitCode, 70, folder)
      assert.match(stderr, /^splitbrain: .*set TMPDIR to .*$/m)
      assert.equal(stdout, '')
    }
    assert.deepEqual(await readdir(place), [])
  },
)

const answers = (url: string) =>
  fetch(`${url}/version`).then(
    () => true,
    () => false,
  )
