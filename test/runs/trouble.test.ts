import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import type { RunResults } from '../../runner/results.ts'
import { NodePorts } from '../../runner/runtimes/ports.ts'
import { makePrivateFolder } from '../../runner/runtimes/embedded/account.ts'
import { binaries } from '../../runner/runtimes/embedded/binaries.ts'
import { Disks } from '../../runner/runtimes/embedded/disks.ts'
import { EmbeddedNode } from '../../runner/runtimes/embedded/node.ts'
import { workFolder } from '../../runner/runtimes/work-folder.ts'
import { makeRoles } from '../../scenarios/databases/postgres/roles.ts'
import { PostgresServer } from '../../scenarios/databases/postgres/server.ts'
import { outputFolder, phaseBegins, small, splitbrain } from './splitbrain.ts'

test('wrong words end the process with 64 and one line', async () => {
  const { exitCode, stderr, stdout } = await splitbrain(['run', 'hot-stanby'])
  assert.equal(exitCode, 64)
  assert.match(stderr, /^splitbrain: .*hot-standby.*$/)
  assert.equal(stdout, '')
})

test('Ctrl-C undoes the faults, judges what there is and ends with 130', async () => {
  await using output = await outputFolder()
  const args = ['run', 'hot-standby', '--output', output.path, '--time-limit', '60', ...small]
  const harness = splitbrain(args)
  await phaseBegins(harness, 'load and faults')
  await sleep(1_500)
  harness.kill('SIGINT')
  const { exitCode } = await harness
  assert.equal(exitCode, 130)
  const text = await readFile(join(output.path, 'latest', 'results.json'), 'utf8')
  const results = JSON.parse(text) as RunResults
  assert.ok(results.acknowledged! > 0)
  assert.equal(results.lost, 0)
  assert.ok(results.phases.some(({ name }) => name === 'final reads'))
})

test('a port that is taken is told with what the server said', async () => {
  const squatter = createServer().listen(0, '127.0.0.1')
  await once(squatter, 'listening')
  const { port } = squatter.address() as { port: number }
  const home = await mkdtemp(join(await workFolder(), 'port-'))
  await rm(home, { recursive: true })
  await makePrivateFolder(home)
  try {
    const ports = new NodePorts('n1', ['sql'], [port])
    await using node = new EmbeddedNode(
      'n1',
      { home, ports, disks: new Disks(home) },
      await binaries(),
    )
    const server = new PostgresServer(node, makeRoles())
    await server.initialize()
    await assert.rejects(
      server.start(),
      /n1 ended as it started.*(Address already in use|could not)/,
    )
  } finally {
    squatter.close()
    await rm(home, { recursive: true, force: true })
    await rm(`${home}.log`, { force: true })
  }
})

const mayMount = process.platform === 'linux' && process.getuid?.() === 0

test(
  'a full disk ends the run with 70 and a folder that says so',
  { skip: mayMount ? false : 'only root can mount a small disk' },
  async (t) => {
    const disk = await mkdtemp(join(tmpdir(), 'splitbrain-disk-'))
    const mounted = await execa('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', disk], {
      reject: false,
    })
    if (mounted.exitCode !== 0) return t.skip('this machine lets nobody mount')
    try {
      const { exitCode, stdout } = await splitbrain([
        'run',
        'hot-standby',
        '--output',
        disk,
        '--json',
        '--standbys',
        '1',
      ])
      assert.equal(exitCode, 70)
      const [run] = JSON.parse(stdout).runs
      assert.equal(run.verdict, 'unknown')
      assert.match(run.error.message, /ENOSPC|no space/i)
      const text = await readFile(join(disk, 'latest', 'results.json'), 'utf8')
      assert.match(JSON.parse(text).error.message, /ENOSPC|no space/i)
    } finally {
      await execa('umount', [disk])
      await rm(disk, { recursive: true })
    }
  },
)
