import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { chooseFault } from '../../cli/choose-fault.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import type { Layout } from '../topologies/topology.ts'
import { contextOf } from './standing.fixture.ts'

const MANAGER = 'splitbrain-hangs.yml'
const layout: Layout = {
  nodes: [{ name: 'n1', role: 'primary' }],
  links: [],
  needs: [],
  manager: { patienceMs: 1000, process: MANAGER },
}

/** The machine of this test as a node. */
const node: Partial<Node> = {
  name: 'n1',
  running: async () => true,
  frozen: async () => false,
  async exec([file, ...words]) {
    const { status, stdout } = spawnSync(file, words, { encoding: 'utf8' })
    return { exitCode: status ?? 1, output: stdout }
  },
}
const cluster = { nodes: [node] } as unknown as Cluster

/** Something that runs until the test is over and has a word for an argument. */
function running(word: string) {
  const child = spawn('sh', ['-c', 'echo; read -r line', 'sh', word])
  const began = new Promise((resolve) => child.stdout.once('data', resolve))
  const state = async () => (await readFile(`/proc/${child.pid}/stat`, 'utf8')).split(' ')[2]
  return { began, state, [Symbol.dispose]: () => void child.kill('SIGKILL') }
}

async function comesToBe(state: () => Promise<string>, wanted: RegExp): Promise<void> {
  for (let looks = 0; !wanted.test(await state()); looks++) {
    assert.ok(looks < 500, `it is ${await state()}`)
    await sleep(5)
  }
}

const inject = () => chooseFault('hang-manager-n1', layout).inject(contextOf(cluster))

test('the manager stands still until the undo, and nobody beside it does', async () => {
  using manager = running(MANAGER)
  using server = running('postgres')
  await Promise.all([manager.began, server.began])
  const { undo, effect } = await inject()
  await comesToBe(manager.state, /T/)
  assert.match(await server.state(), /[SR]/)
  assert.deepEqual(await effect!(), { took: true, by: { processesHung: 1, before: 0 } })
  await undo()
  await comesToBe(manager.state, /[SR]/)
})

test('where it stood still already, or is not there, nothing was done', async () => {
  const absent = await inject()
  assert.equal((await absent.effect!())?.took, false)
  using manager = running(MANAGER)
  await manager.began
  await inject()
  await comesToBe(manager.state, /T/)
  const again = await inject()
  assert.deepEqual(await again.effect!(), { took: false, by: { processesHung: 1, before: 1 } })
})
