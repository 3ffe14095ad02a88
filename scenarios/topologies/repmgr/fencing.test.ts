import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Register, Told } from '../../services/repmgr/register.ts'
import { Fencing } from './fencing.ts'

/** Nodes that tell what is done to them, in order. */
function standing(told: () => Told[]) {
  const done: string[] = []
  const node = (name: string): Partial<Node> => ({
    name,
    kill: async () => void done.push(`kill ${name}`),
    exec: async (argv) => {
      done.push(`${argv.at(-1)} on ${name}`)
      return { exitCode: 0, output: '' }
    },
  })
  const nodes = new Map(['n1', 'n2'].map((name) => [name, node(name) as Node]))
  const fencing = new Fencing({ told: async () => told() } as unknown as Register, nodes)
  return { done, fencing }
}

const saying = (promoting: boolean): Told[] => [{ node: 'n2', leader: 'n1', promoting }]

test('whoever is about to be promoted is told once the old primary has no power, and once only', async () => {
  const { done, fencing } = standing(() => saying(true))
  fencing.begin()
  await sleep(350)
  fencing.end()
  assert.deepEqual(done, ['kill n1', 'fenced on n2'])
})

test('each promotion asks anew, and without one nobody loses his power', async () => {
  let looks = 0
  const { done, fencing } = standing(() => saying(looks++ % 2 === 0))
  fencing.begin()
  await sleep(250)
  fencing.end()
  assert.ok(done.length >= 4, String(done))
  const calm = standing(() => saying(false))
  calm.fencing.begin()
  await sleep(150)
  calm.fencing.end()
  assert.deepEqual(calm.done, [])
})

test('one that is the primary already fences nobody', async () => {
  const { done, fencing } = standing(() => [{ node: 'n2', leader: 'n2', promoting: true }])
  fencing.begin()
  await sleep(150)
  fencing.end()
  assert.deepEqual(done, [])
})
