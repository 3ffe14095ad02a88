import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chooseFault } from '../../cli/choose-fault.ts'
import type { Injection } from '../../runner/fault.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import type { Layout } from '../topologies/topology.ts'
import { contextOf } from './standing.fixture.ts'

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

/** Where one that has this word in its command line manages the only node. */
export function layoutOf(manager: string, words: { isApart?: true } = {}): Layout {
  return {
    nodes: [{ name: 'n1', role: 'primary' }],
    links: [],
    needs: [],
    manager: { patienceMs: 1000, process: manager, ...words },
  }
}

export function injectHere(words: string, layout: Layout): Promise<Injection> {
  const cluster = { nodes: [node] } as unknown as Cluster
  return chooseFault(words, layout).inject(contextOf(cluster))
}

/** Something that runs until the test is over and has a word for an argument. */
export async function running(word: string) {
  const child = spawn('sh', ['-c', 'echo; read -r line', 'sh', word])
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  return { child, ended, [Symbol.dispose]: () => void child.kill('SIGKILL') }
}
