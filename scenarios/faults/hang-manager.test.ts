import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { execa } from 'execa'
import type { Node } from '../../runner/runtimes/runtime.ts'
import { chooseFault } from '../../cli/choose-fault.ts'
import type { Layout } from '../topologies/topology.ts'
import { contextOf, standing } from './standing.fixture.ts'

// A word that stands in the command line of nobody else.
const process = `60.${String(Date.now()).slice(-6)}`
const layout: Layout = {
  nodes: [{ name: 'n1', role: 'primary', ports: ['sql'] }],
  links: [{ from: 'clients', to: 'n1', group: 'clients' }],
  needs: [],
  manager: { patienceMs: 1000, process },
}

async function hang() {
  const { cluster } = standing(layout)
  const real: Pick<Node, 'exec'> = {
    async exec([program, ...words]) {
      const { exitCode = 1, all } = await execa(program, words, { all: true, reject: false })
      return { exitCode, output: all }
    },
  }
  Object.assign(cluster.nodes[0], real)
  return chooseFault('hang-manager-n1:lead=0', layout).inject(contextOf(cluster))
}

test('a manager that stands still is seen to, and goes on with the undo', async () => {
  const manager = spawn('sleep', [process])
  try {
    await once(manager, 'spawn')
    const { effect, undo } = await hang()
    const took = { took: true, by: { processesHung: 1, before: 0 } }
    assert.deepEqual(await effect?.(), took)
    await undo()
    const again = await hang()
    assert.deepEqual(await again.effect?.(), took)
  } finally {
    manager.kill('SIGKILL')
  }
})

test('where no manager is nothing is hung', async () => {
  const { effect } = await hang()
  assert.deepEqual(await effect?.(), { took: false, by: { processesHung: 0, before: 0 } })
})
