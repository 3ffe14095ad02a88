import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Link } from '../../runner/network/links.ts'
import { randomFrom } from '../../runner/random.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import { faults } from '../catalog.ts'

const names = ['n1', 'n2', 'n3']
const links = names.flatMap((to) =>
  ['clients', 'operator', ...names].filter((from) => from !== to).map((from) => ({ from, to })),
)

/** A cluster that notes what is done to it. */
function standing({ alive = true, stubborn = false } = {}) {
  const seen: string[] = []
  const cuts: string[][] = []
  const nodes = names.map((name) => ({
    name,
    async kill(signal: string) {
      seen.push(`${signal} ${name}`)
      if (stubborn) throw new Error('still there')
    },
    pause: async () => void seen.push(`pause ${name}`),
    resume: async () => void seen.push(`resume ${name}`),
    running: async () => alive,
  })) as unknown as Node[]
  const cluster = {
    nodes,
    primary: () => nodes[0],
    standbys: () => nodes.slice(1),
    rejoin: async ({ name }: Node) => void seen.push(`rejoin ${name}`),
    links: {
      async cut(which: (link: Link) => boolean) {
        seen.push('cut')
        cuts.push(
          links.filter((link) => which(link as Link)).map(({ from, to }) => `${from}-${to}`),
        )
        return async () => void seen.push('heal')
      },
    },
  } as unknown as Cluster
  return { cluster, seen, cuts }
}

const named = (name: string) => faults.find((fault) => fault.name === name)!

test('every fault has its own name, and its undo gives its nodes their place again', async () => {
  assert.equal(new Set(faults.map(({ name }) => name)).size, faults.length)
  for (const { name, inject } of faults) {
    const { cluster, seen } = standing()
    const { nodes, undo } = await inject(cluster, randomFrom(1))
    assert.equal(nodes.length, 1)
    assert.equal(nodes[0] === 'n1', !name.endsWith('-standby'))
    assert.ok(!seen.some((each) => each.startsWith('rejoin')))
    await undo()
    assert.equal(seen.at(-1), `rejoin ${nodes[0]}`)
  }
})

test('a fault of a standby meets every standby in the end', async () => {
  const { cluster } = standing()
  const met = new Set<string>()
  for (let seed = 0; seed < 40; seed++) {
    const { nodes } = await named('pause-standby').inject(cluster, randomFrom(seed))
    met.add(nodes[0])
  }
  assert.deepEqual([...met].toSorted(), ['n2', 'n3'])
})

test('a primary is killed behind cut replication links, which are healed even when the kill fails', async () => {
  const { cluster, seen, cuts } = standing()
  await named('kill-primary').inject(cluster, randomFrom(1))
  assert.deepEqual(seen, ['cut', 'SIGKILL n1', 'heal'])
  assert.deepEqual(cuts, [['n2-n1', 'n3-n1']])
  const failing = standing({ stubborn: true })
  await assert.rejects(named('kill-primary').inject(failing.cluster, randomFrom(1)), /still there/)
  assert.deepEqual(failing.seen, ['cut', 'SIGKILL n1', 'heal'])
})

test('what was frozen is thawed, unless it was fenced meanwhile', async () => {
  for (const [alive, expected] of [
    [true, ['pause n1', 'resume n1', 'rejoin n1']],
    [false, ['pause n1', 'rejoin n1']],
  ] as const) {
    const { cluster, seen } = standing({ alive })
    const { undo } = await named('pause-primary').inject(cluster, randomFrom(1))
    await undo()
    assert.deepEqual(seen, expected)
  }
})

test('a partition cuts the primary’s links of its side in both directions, and no other', async () => {
  const outside = ['clients-n1', 'operator-n1']
  const inside = ['n1-n2', 'n1-n3', 'n2-n1', 'n3-n1']
  const expected = {
    'partition-primary': [...outside, ...inside],
    'partition-clients': outside,
    'partition-standbys': inside,
  }
  for (const [name, cut] of Object.entries(expected)) {
    const { cluster, seen, cuts } = standing()
    const { undo } = await named(name).inject(cluster, randomFrom(1))
    assert.deepEqual(cuts[0].toSorted(), cut.toSorted())
    await undo()
    assert.deepEqual(seen, ['cut', 'heal', 'rejoin n1'])
  }
})
