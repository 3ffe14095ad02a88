import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { chooseFault } from '../../cli/choose-fault.ts'
import { MeetsNothing } from '../../runner/fault.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import type { Layout } from '../topologies/topology.ts'
import { endManager } from './end-manager.ts'
import { formsOf } from './kind.ts'
import { contextOf } from './standing.fixture.ts'

const MANAGER = 'splitbrain-dies.conf'
const layout: Layout = {
  nodes: [{ name: 'n1', role: 'primary' }],
  links: [],
  needs: [],
  manager: { patienceMs: 1000, process: MANAGER, isApart: true },
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
const inject = () => chooseFault('end-manager-n1', layout).inject(contextOf(cluster))

/** Something that runs until the test is over and has a word for an argument. */
async function running(word: string) {
  const child = spawn('sh', ['-c', 'echo; read -r line', 'sh', word])
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  return { child, ended, [Symbol.dispose]: () => void child.kill('SIGKILL') }
}

test('the manager is gone, and nobody beside it', async () => {
  using manager = await running(MANAGER)
  using server = await running('postgres')
  const { effect, undo } = await inject()
  assert.deepEqual((await manager.ended)[1], 'SIGKILL')
  assert.equal(server.child.exitCode, null)
  assert.deepEqual(await effect!(), {
    took: true,
    by: { processesKilled: 1, processesLeft: 0 },
  })
  await undo()
})

test('where one is there again by then, or stayed, it tells that', async () => {
  using manager = await running(MANAGER)
  const { effect } = await inject()
  await manager.ended
  using again = await running(MANAGER)
  assert.equal(again.child.exitCode, null)
  assert.equal((await effect!())?.took, false)
})

test('where there is none it meets nothing', async () => {
  await assert.rejects(inject(), MeetsNothing)
})

test('it is not to be had where a manager is its server’s own parent', () => {
  const parent: Layout = { ...layout, manager: { patienceMs: 1000, process: MANAGER } }
  assert.deepEqual([...formsOf(endManager, parent).keys()], [])
  assert.ok(formsOf(endManager, layout).has('end-manager-n1'))
})
