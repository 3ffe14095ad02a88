import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { setImmediate as settled } from 'node:timers/promises'
import { Events } from './condition.ts'
import type { LinkState, NodeState } from './results.ts'
import { Sampler } from './sampler.ts'
import type { RunFolder } from './store.ts'
import type { Cluster } from './topology.ts'

const role = 'primary' as const

/** A sampler of one node, whose time passes only where a test lets it. */
function begin(
  changes: {
    observe?: Cluster['observe']
    links?: () => Promise<never>
    append?: RunFolder['appendState']
  } = {},
) {
  mock.timers.reset()
  mock.timers.enable({ apis: ['setTimeout'] })
  let nowMs = 0
  const written: (NodeState | LinkState)[] = []
  const append = changes.append ?? ((states) => void written.push(...states))
  const { observe = async () => [{ node: 'n1', role }], links = async () => [] } = changes
  const events = new Events()
  const sampler = new Sampler(
    { observe, links: { states: links } } as unknown as Cluster,
    { appendState: append },
    () => nowMs * 1e6,
    events,
  )
  const over = new AbortController()
  const done = sampler.run(over.signal)
  const pass = async (ms: number) => {
    for (let i = 0; i < ms; i += 50) {
      nowMs += 50
      mock.timers.tick(50)
      await settled()
    }
  }
  const times = () => written.map(({ timeNs }) => timeNs / 1e6)
  const end = async () => {
    over.abort()
    await done
    mock.timers.reset()
  }
  return { sampler, events, pass, times, written, end }
}

test('it looks once a second where nothing happens', async () => {
  const { pass, times, end } = begin()
  await pass(3500)
  await end()
  assert.deepEqual(times(), [0, 1000, 2000, 3000])
})

test('an event is looked at as it happens, and its consequences ten times a second for five seconds', async () => {
  const { sampler, pass, times, end } = begin()
  await pass(1250)
  sampler.alert()
  await settled()
  await pass(8000)
  await end()
  const fast = Array.from({ length: 51 }, (_, i) => 1250 + i * 100)
  assert.deepEqual(times(), [0, 1000, ...fast, 7250, 8250, 9250])
})

test('whoever waits for what the nodes are is told at once, and ten times a second', async () => {
  const { events, pass, times, end } = begin()
  await pass(1250)
  let told = 0
  const listen = (nodes: readonly { node: string }[]) => {
    assert.deepEqual(nodes, [{ node: 'n1', role }])
    told++
  }
  events.on('look', listen)
  await settled()
  await pass(500)
  events.off('look', listen)
  await pass(2000)
  await end()
  assert.deepEqual(times(), [0, 1000, 1250, 1350, 1450, 1550, 1650, 1750, 1850, 2850])
  assert.equal(told, 6)
})

test('a node that hangs slows no look down, and samples stay in the order of time', async () => {
  let calls = 0
  const hang = Promise.withResolvers<void>()
  const observe = async () => {
    if (calls++ === 1) await hang.promise
    return [{ node: 'n1', role }]
  }
  const { pass, times, end } = begin({ observe })
  await pass(3500)
  assert.deepEqual(times(), [0])
  hang.resolve()
  await end()
  assert.deepEqual(times(), [0, 1000, 2000, 3000])
})

test('where the links do not answer the nodes are sampled all the same, and looking goes on', async () => {
  const { pass, times, end } = begin({ links: () => Promise.reject(new Error('no server')) })
  await pass(1500)
  await end()
  assert.deepEqual(times(), [0, 1000])
})

test('what can not be written is no sample, and looking goes on', async () => {
  let tries = 0
  const append = () => {
    tries++
    throw new Error('no space left on device')
  }
  const { pass, end } = begin({ append })
  await pass(2500)
  await end()
  assert.equal(tries, 3)
})
