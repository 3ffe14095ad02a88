import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Stage } from './stage.ts'
import type { Chunk, Sink } from './stage.ts'
import { Toxic } from './toxic.ts'
import { toxicTypes } from './toxics.ts'

/** Takes data while it has room, and notes what came. */
class Destination implements Sink {
  full = false
  received: number[] = []
  ended = 0

  write({ data }: Chunk): void {
    assert.equal(this.ended, 0, 'data after the end')
    this.received.push(...data)
  }

  end(): void {
    this.ended++
  }
}

function newToxic(type: string, attributes: Record<string, number>): Toxic {
  const defaults = toxicTypes.get(type)!.attributes
  return new Toxic({
    name: type,
    type,
    stream: 'upstream',
    toxicity: 1,
    attributes: { ...defaults, ...attributes },
  })
}

const toxics = fc.oneof(
  fc.constant(newToxic('noop', {})),
  fc.constant(newToxic('slow_close', { delay: 1e6 })),
  fc.nat(1e6).map((latency) => newToxic('latency', { latency, jitter: 5 })),
  fc.constantFrom(0, 1, 1e6).map((rate) => newToxic('bandwidth', { rate })),
  fc
    .record({ average_size: fc.integer({ min: 1, max: 9 }), size_variation: fc.nat(9) })
    .map((sizes) => newToxic('slicer', { ...sizes, delay: 1e9 })),
)

type Step = (stages: Stage[], destination: Destination, send: (bytes: number) => void) => void

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.integer({ min: 1, max: 400 }).map(
    (bytes): Step =>
      (_stages, _destination, send) =>
        send(bytes),
  ),
  fc.boolean().map((full): Step => (stages, destination) => {
    destination.full = full
    stages.at(-1)?.advance()
  }),
  fc.tuple(fc.nat(9), toxics).map(([index, toxic]): Step => (stages) => {
    stages[index % stages.length].run(toxic.draw({ bytes: 0 }))
  }),
)

test('whatever toxics do and however they change, no byte is lost, doubled or overtaken', () => {
  fc.assert(
    fc.property(
      fc.array(toxics, { minLength: 1, maxLength: 4 }),
      fc.array(steps),
      (chain, todo) => {
        const destination = new Destination()
        const stages: Stage[] = []
        for (const toxic of chain.toReversed()) {
          const stage = new Stage(stages[0] ?? destination, () => {})
          stages.unshift(stage)
          stage.run(toxic.draw({ bytes: 0 }))
        }
        stages.forEach((stage, index) => {
          if (index > 0) stage.onRoom = () => stages[index - 1].advance()
        })
        const sent: number[] = []
        const send = (count: number) => {
          const data = Buffer.from(Array.from({ length: count }, (_, i) => (sent.length + i) % 251))
          sent.push(...data)
          stages[0].write({ data, at: performance.now() })
        }
        for (const step of todo) step(stages, destination, send)
        assert.deepEqual(destination.received, sent.slice(0, destination.received.length))
        stages[0].end()
        for (const stage of stages) stage.flush()
        assert.deepEqual(destination.received, sent)
        assert.equal(destination.ended, 1)
      },
    ),
  )
})

test('a stage is full with one chunk, one with latency takes megabytes', () => {
  const blocked = new Destination()
  blocked.full = true
  const [noop, latency] = ['noop', 'latency'].map((type) => {
    const stage = new Stage(blocked, () => {})
    stage.run(newToxic(type, { latency: 1 }).draw({ bytes: 0 }))
    return stage
  })
  let room = 0
  noop.onRoom = () => room++
  noop.write({ data: Buffer.alloc(1), at: 0 })
  assert.ok(noop.full)
  blocked.full = false
  noop.advance()
  assert.deepEqual([noop.full, room], [false, 1])

  blocked.full = true
  const chunk = { data: Buffer.alloc(64 * 1024), at: Infinity }
  let taken = 0
  for (; !latency.full; taken++) latency.write(chunk)
  assert.ok(taken > 100 && taken <= 257, `${taken}`)
  latency.stop()
})

test('a toxic may be replaced at the very moment its wait is over', () => {
  const destination = new Destination()
  const second = new Stage(destination, () => first.advance())
  const first = new Stage(second, () => {})
  first.run(newToxic('latency', { latency: 1 }).draw({ bytes: 0 }))
  second.run(newToxic('noop', {}).draw({ bytes: 0 }))
  const start = performance.now()
  for (const byte of [1, 2]) first.write({ data: Buffer.from([byte]), at: start })
  while (performance.now() < start + 2); // So that the timer is due but has not had its turn.
  first.run(newToxic('noop', {}).draw({ bytes: 0 }))
  assert.deepEqual(destination.received, [1, 2])
})

test('a black hole swallows even when nothing can leave', () => {
  const blocked = new Destination()
  blocked.full = true
  const stage = new Stage(blocked, () => {})
  stage.run(newToxic('timeout', { timeout: 0 }).draw({ bytes: 0 }))
  stage.write({ data: Buffer.alloc(10), at: 0 })
  assert.equal(stage.full, false)
  stage.flush()
  assert.deepEqual(blocked.received, [])
})

test('a closed connection takes no more and ends once', () => {
  const destination = new Destination()
  const stage = new Stage(destination, () => {})
  stage.run(newToxic('limit_data', { bytes: 2 }).draw({ bytes: 0 }))
  for (let i = 0; i < 3; i++) stage.write({ data: Buffer.from([i, i]), at: 0 })
  stage.end()
  assert.equal(stage.flush(), false)
  assert.deepEqual([destination.received, destination.ended], [[0, 0], 1])
})

test('a reset under way can neither be changed nor taken back', () => {
  const destination = new Destination()
  const stage = new Stage(destination, () => {})
  stage.run(newToxic('reset_peer', { timeout: 1e6 }).draw({ bytes: 0 }))
  stage.write({ data: Buffer.from('x'), at: 0 })
  stage.run(newToxic('noop', {}).draw({ bytes: 0 }))
  stage.write({ data: Buffer.from('y'), at: 0 })
  assert.equal(stage.flush(), false)
  assert.deepEqual(destination.received, [])
  stage.stop()
})
