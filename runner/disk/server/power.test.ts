import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { Device } from './device.ts'
import type { DiskRequest } from './protocol.ts'
import { tried } from '../../../history/tried.fixture.ts'

const BLOCKS = 6
const BLOCK = 4096
const SIZE = BLOCKS * BLOCK

type Step =
  | { do: 'write' | 'zero' | 'trim'; offset: number; length: number; byte: number; fua: boolean }
  | { do: 'flush' | 'cut' | 'lie' | 'stop lying' }

const change = fc
  .record({
    do: fc.constantFrom('write', 'zero', 'trim' as const),
    offset: fc.nat(SIZE - 1),
    length: fc.integer({ min: 1, max: 3 * BLOCK }),
    byte: fc.integer({ min: 1, max: 255 }),
    fua: fc.boolean(),
  })
  .map((step) => ({
    ...step,
    length: Math.min(step.length, SIZE - step.offset),
  })) as fc.Arbitrary<Step>
const other = fc.record({
  do: fc.constantFrom('flush', 'flush', 'cut', 'lie', 'stop lying' as const),
})
const steps = fc.array(
  fc.oneof({ weight: 3, arbitrary: change }, { weight: 2, arbitrary: other }),
  {
    maxLength: 30,
  },
) as fc.Arbitrary<Step[]>

/** The simplest disk: what is seen, and block by block what outlasts a power cut. */
class Model {
  readonly seen = Buffer.alloc(SIZE)
  readonly lasting = Buffer.alloc(SIZE)
  lies = false

  change({
    offset,
    length,
    byte,
    fua,
  }: {
    offset: number
    length: number
    byte: number
    fua: boolean
  }) {
    this.seen.fill(byte, offset, offset + length)
    if (fua) this.settle(offset, length)
  }

  settle(offset: number, length: number) {
    if (this.lies) return
    const from = Math.floor(offset / BLOCK) * BLOCK
    this.seen.copy(this.lasting, from, from, Math.ceil((offset + length) / BLOCK) * BLOCK)
  }

  cut() {
    this.lasting.copy(this.seen)
  }
}

function onDevice(check: (device: Device) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'disk-'))
  const device = new Device({ file: join(folder, 'disk'), sizeBytes: SIZE, cacheBytes: SIZE })
  return check(device).finally(() => {
    device.close()
    rmSync(folder, { recursive: true })
  })
}

function ask(device: Device, request: DiskRequest): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) =>
    device.submit(request, (error, data) =>
      error === 0 ? resolve(data) : reject(new Error(`errno ${error}`)),
    ),
  )
}

const whole = { type: 'read', offset: 0, length: SIZE, fua: false } as const
const flush = { type: 'flush', offset: 0, length: 0, fua: false } as const

async function play(device: Device, model: Model, all: Step[]): Promise<void> {
  let lie: ReturnType<Device['inject']> | undefined
  const stopLying = () => {
    if (lie !== undefined) device.faults.remove(lie)
    lie = undefined
    model.lies = false
  }
  for (const step of all) {
    if (step.do === 'write' || step.do === 'zero' || step.do === 'trim') {
      const { do: type, offset, length, fua, byte } = step
      const data = type === 'write' ? Buffer.alloc(length, byte) : undefined
      await ask(device, { type, offset, length, fua, data })
      model.change({ offset, length, fua, byte: type === 'write' ? byte : 0 })
    } else if (step.do === 'flush') {
      await ask(device, flush)
      model.settle(0, SIZE)
    } else if (step.do === 'cut') {
      device.cutPower(0, 1)
      model.cut()
    } else {
      stopLying()
      if (step.do === 'lie') {
        lie = device.inject({ kind: 'ignore-flush' }, 1)
        model.lies = true
      }
    }
    assert.deepEqual(await ask(device, whole), model.seen)
  }
  stopLying()
}

test('a power cut brings back what was flushed last, whatever was written, flushed or said to be', () =>
  fc.assert(
    fc.asyncProperty(steps, (all) =>
      onDevice(async (device) => {
        const model = new Model()
        await play(device, model, all)
        device.cutPower(0, 1)
        assert.deepEqual(await ask(device, whole), model.lasting)
      }),
    ),
    { numRuns: tried(150) },
  ))

test('where chance keeps blocks, each is as it was flushed or as it was written, and as was told', () =>
  fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 99 }), fc.integer(), (all, percent, seed) =>
      onDevice(async (device) => {
        const model = new Model()
        await play(device, model, all)
        const { blocksForgotten, blocksKept } = device.cutPower(percent, seed)
        const left = (await ask(device, whole))!
        let changed = 0
        for (let from = 0; from < SIZE; from += BLOCK) {
          const [is, was, written] = [left, model.lasting, model.seen].map((each) =>
            each.subarray(from, from + BLOCK),
          )
          assert.ok(is.equals(was) || is.equals(written))
          if (!is.equals(was)) changed++
        }
        assert.ok(changed <= blocksKept)
        assert.ok(blocksForgotten + blocksKept <= BLOCKS)
      }),
    ),
    { numRuns: tried(50) },
  ))

test('what a power cut forgets and keeps is chosen by its seed', () =>
  onDevice(async (device) => {
    const after = async (seed: number) => {
      await ask(device, { ...whole, type: 'zero', fua: true })
      await ask(device, { ...whole, type: 'write', data: Buffer.alloc(SIZE, 1) })
      device.cutPower(50, seed)
      return (await ask(device, whole))!
    }
    const first = await after(3)
    assert.deepEqual(await after(3), first)
    const others = await Promise.all([4, 5, 6, 7].map(after))
    assert.ok(others.some((other) => !other.equals(first)))
  }))
