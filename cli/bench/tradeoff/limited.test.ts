import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Runtime } from '../../../runner/runtimes/runtime.ts'
import { levelsNamed } from './levels.ts'
import { limited } from './limited.ts'

test('each node of each level is left so much of a processor once it is there', async () => {
  const asked = { standbys: 1, rttsMs: [0], killClients: 8, commitDelay: 0 }
  const all = levelsNamed(['on'], { ...asked, percent: 25 })
  assert.deepEqual(
    all.map(({ name, needs }) => [name, needs.has('cpu-limit')]),
    [
      ['single', true],
      ['on', true],
    ],
  )
  const told: string[] = []
  const node = (name: string) => ({
    limitCpu: async (percent: number) => told.push(`${percent} % for ${name}`),
  })
  const runtime = { nodes: [node('n1'), node('n2')] } as unknown as Runtime
  const system = { load: {} as never, links: [], servers: [] }
  const [single] = levelsNamed(['single'], asked)
  const starting = limited({ ...single, start: async () => (told.push('started'), system) }, 25)
  assert.equal(await starting.start(runtime, [], new AsyncDisposableStack()), system)
  assert.deepEqual(told, ['started', '25 % for n1', '25 % for n2'])
})
