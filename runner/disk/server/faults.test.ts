import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { until } from '../../until.fixture.ts'
import type { DiskFault } from './fault.ts'
import { testDisk } from './nbd.fixture.ts'

const EIO = 5
const ENOSPC = 28
const FUA = 1
const BLOCK = 4096
const filled = (length: number, byte: number) => Buffer.alloc(length, byte)
const bitsBetween = (a: Buffer, b: Buffer) =>
  a.reduce((sum, byte, i) => sum + (byte ^ b[i]).toString(2).replaceAll('0', '').length, 0)

for (const [on, operations] of [
  ['read', { read: EIO, write: 0, flush: 0, trim: 0 }],
  ['write', { read: 0, write: EIO, flush: 0, trim: 0 }],
  ['flush', { read: 0, write: 0, flush: EIO, trim: 0 }],
  ['trim', { read: 0, write: 0, flush: 0, trim: EIO }],
] as const)
  test(`an error on ${on} is one on nothing else, changes nothing, and is over with its undo`, async (t) => {
    const disk = await testDisk(t)
    using client = await disk.open()
    const askAll = async () => ({
      read: (await client.ask('read', { length: 1 })).error,
      write: (await client.ask('write', { data: filled(1, 7) })).error,
      flush: (await client.ask('flush')).error,
      trim: (await client.ask('trim', { offset: BLOCK, length: 1 })).error,
    })
    await client.write(0, filled(1, 1))
    await client.write(BLOCK, filled(1, 1))
    const { effect, undo } = await disk.api.inject({ kind: 'error', on: [on], code: 'EIO' }, 1)
    assert.deepEqual(await effect(), { took: false, by: {} })
    assert.deepEqual(await askAll(), operations)
    assert.deepEqual(await effect(), { took: true, by: { requestsFailed: 1 } })
    await undo()
    assert.equal((await client.read(0, 1))[0], on === 'write' ? 1 : 7)
    assert.equal((await client.read(BLOCK, 1))[0], on === 'trim' ? 1 : 0)
    assert.deepEqual(await askAll(), { read: 0, write: 0, flush: 0, trim: 0 })
    assert.deepEqual((await disk.api.state()).faults, [])
  })

test('a fault meets what touches its extents, and nothing beside them', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open()
  const extents = [{ offset: BLOCK, length: BLOCK }]
  await disk.api.inject({ kind: 'error', on: ['read', 'flush'], code: 'EIO', extents }, 1)
  const errors = async (offset: number, length: number) =>
    (await client.ask('read', { offset, length })).error
  assert.equal(await errors(0, BLOCK), 0)
  assert.equal(await errors(2 * BLOCK, BLOCK), 0)
  assert.equal(await errors(BLOCK - 1, 2), EIO)
  assert.equal(await errors(2 * BLOCK - 1, 1), EIO)
  await client.flush()
})

test('chance chooses the same requests by the same seed, and about so many', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open()
  const met = async (seed: number) => {
    const fault = { kind: 'error', on: ['read'], code: 'EIO', percent: 30 } as const
    const { undo } = await disk.api.inject(fault, seed)
    const replies = Array.from({ length: 400 }, () => client.ask('read', { length: 1 }))
    const errors = (await Promise.all(replies))
      .map(({ error }) => (error === 0 ? '.' : 'x'))
      .join('')
    await undo()
    return errors
  }
  const first = await met(1)
  assert.equal(await met(1), first)
  assert.notEqual(await met(2), first)
  const count = first.replaceAll('.', '').length
  assert.ok(count > 80 && count < 160, `${count} of 400`)
})

test('a fault that strikes twice strikes no more', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open()
  await disk.api.inject({ kind: 'error', on: ['flush'], code: 'EIO', times: 2 }, 1)
  const errors = []
  for (let i = 0; i < 4; i++) errors.push((await client.ask('flush')).error)
  assert.deepEqual(errors, [EIO, EIO, 0, 0])
})

test('what is delayed comes after what is not, and is done', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open()
  const { effect } = await disk.api.inject({ kind: 'delay', on: ['write'], ms: 40 }, 1)
  const order: string[] = []
  await Promise.all([
    client.write(0, filled(1, 7)).then(() => order.push('write')),
    client.read(0, 1).then(([byte]) => order.push(`read ${byte}`)),
  ])
  assert.deepEqual(order, ['read 0', 'write'])
  assert.deepEqual(await effect(), { took: true, by: { requestsDelayed: 1 } })
  assert.equal((await client.read(0, 1))[0], 7)
})

test('what hangs is carried out with the undo', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open()
  const { undo, effect } = await disk.api.inject({ kind: 'hang', on: ['write', 'flush'] }, 1)
  let isAnswered = false
  const held = client.write(0, filled(1, 7)).then(() => (isAnswered = true))
  assert.equal((await client.read(0, 1))[0], 0)
  assert.deepEqual(await effect(), { took: true, by: { requestsHeld: 1 } })
  assert.equal(isAnswered, false)
  await undo()
  await held
  assert.equal((await client.read(0, 1))[0], 7)
})

test('a full disk takes what there is room for, and then no write', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open()
  const { undo, effect } = await disk.api.inject({ kind: 'full', afterBytes: 2 * BLOCK }, 1)
  const write = async () => (await client.ask('write', { data: filled(BLOCK, 7) })).error
  assert.deepEqual([await write(), await write()], [0, 0])
  assert.equal((await effect())!.took, false)
  assert.deepEqual([await write(), await write()], [ENOSPC, ENOSPC])
  assert.deepEqual(await effect(), { took: true, by: { bytesTaken: 2 * BLOCK, writesRefused: 2 } })
  await client.flush()
  await undo()
  assert.equal(await write(), 0)
})

test('of a torn write the first half lands, and it is said to be done', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open()
  await client.write(0, filled(2 * BLOCK, 1))
  const { undo, effect } = await disk.api.inject({ kind: 'torn' }, 1)
  await client.write(0, filled(2 * BLOCK, 2), FUA)
  const torn = Buffer.concat([filled(BLOCK, 2), filled(BLOCK, 1)])
  assert.deepEqual(await client.read(0, 2 * BLOCK), torn)
  assert.deepEqual(await effect(), { took: true, by: { writesTorn: 1, bytesLost: BLOCK } })
  await undo()
  assert.deepEqual((await readFile(disk.file)).subarray(0, 2 * BLOCK), torn)
  await client.write(0, filled(2 * BLOCK, 2))
  assert.deepEqual(await client.read(0, 2 * BLOCK), filled(2 * BLOCK, 2))
})

test('of a write that is torn in a block, the rest lands whole', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open()
  await disk.api.inject({ kind: 'torn', extents: [{ offset: BLOCK, length: BLOCK }] }, 1)
  await client.write(0, filled(3 * BLOCK, 2))
  const half = BLOCK / 2
  assert.deepEqual(
    await client.read(0, 3 * BLOCK),
    Buffer.concat([filled(BLOCK + half, 2), filled(half, 0), filled(BLOCK, 2)]),
  )
})

test('a sector of 512 bytes lands whole or not at all', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open()
  await disk.api.inject({ kind: 'torn' }, 1)
  await client.write(0, filled(3 * 512, 2))
  assert.deepEqual(
    await client.read(0, 3 * 512),
    Buffer.concat([filled(512, 2), filled(2 * 512, 0)]),
  )
})

test('a lost write leaves the block stale, and nothing beside it', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open()
  await client.write(0, filled(3 * BLOCK, 1))
  const extents = [{ offset: BLOCK, length: BLOCK }]
  const { undo, effect } = await disk.api.inject({ kind: 'lose', extents }, 1)
  await client.write(0, filled(3 * BLOCK, 2))
  await client.ask('zero', { offset: BLOCK, length: 2 * BLOCK })
  const stale = Buffer.concat([filled(BLOCK, 2), filled(BLOCK, 1), filled(BLOCK, 0)])
  assert.deepEqual(await client.read(0, 3 * BLOCK), stale)
  assert.deepEqual(await effect(), { took: true, by: { writesLost: 2, bytesLost: 2 * BLOCK } })
  await undo()
  await client.write(0, filled(3 * BLOCK, 2))
  assert.deepEqual(await client.read(0, 3 * BLOCK), filled(3 * BLOCK, 2))
})

test('a bit that flips as it is read is right the next time, one that flips as it is written stays', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open()
  const clean = filled(BLOCK, 0x55)
  await client.write(0, clean)
  const reading = await disk.api.inject({ kind: 'flip', on: 'read' }, 1)
  assert.equal(bitsBetween(await client.read(0, BLOCK), clean), 1)
  await reading.undo()
  assert.deepEqual(await client.read(0, BLOCK), clean)
  const extents = [{ offset: 100, length: 1 }]
  const writing = await disk.api.inject({ kind: 'flip', on: 'write', extents }, 1)
  await client.write(0, clean)
  assert.deepEqual(await writing.effect(), { took: true, by: { bitsFlipped: 1 } })
  await writing.undo()
  const flipped = await client.read(0, BLOCK)
  assert.equal(bitsBetween(flipped, clean), 1)
  assert.notEqual(flipped[100], clean[100])
  await client.write(0, clean)
  assert.deepEqual(await client.read(0, BLOCK), clean)
})

test('rot turns bits of what lies there, and back but where somebody has written since', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open()
  const clean = filled(4 * BLOCK, 0x55)
  await client.write(0, clean)
  await client.flush()
  const extents = [
    { offset: 0, length: BLOCK },
    { offset: 2 * BLOCK, length: BLOCK },
  ]
  const { undo, effect } = await disk.api.inject({ kind: 'rot', bits: 20, extents }, 7)
  const rotten = await client.read(0, 4 * BLOCK)
  assert.equal(bitsBetween(rotten, clean), 20)
  for (const sound of [1, 3])
    assert.deepEqual(rotten.subarray(sound * BLOCK, (sound + 1) * BLOCK), filled(BLOCK, 0x55))
  assert.deepEqual(await effect(), { took: true, by: { bitsFlipped: 20 } })
  // With the very bits that the rot had made: these are meant now.
  await client.write(0, rotten.subarray(0, BLOCK))
  await undo()
  const after = await client.read(0, 4 * BLOCK)
  assert.deepEqual(after.subarray(0, BLOCK), rotten.subarray(0, BLOCK))
  assert.deepEqual(after.subarray(BLOCK), clean.subarray(BLOCK))
})

test('rot lies on the medium, and so does its undo: a power cut forgets neither', async (t) => {
  const disk = await testDisk(t)
  const client = await disk.open()
  const clean = filled(BLOCK, 0x55)
  await client.write(0, clean, FUA)
  const extents = [{ offset: 0, length: BLOCK }]
  const rot = await disk.api.inject({ kind: 'rot', bits: 5, extents }, 7)
  const cut = async () => (await disk.api.cutPower({ seed: 1 })).undo()
  await cut()
  using again = await disk.open()
  assert.equal(bitsBetween(await again.read(0, BLOCK), clean), 5)
  await rot.undo()
  await cut()
  using third = await disk.open()
  assert.deepEqual(await third.read(0, BLOCK), clean)
})

test('a disk that ignores flushes forgets with its power what was said to be flushed', async (t) => {
  const disk = await testDisk(t)
  const client = await disk.open()
  const lying = await disk.api.inject({ kind: 'ignore-flush' }, 1)
  await client.write(0, filled(BLOCK, 1))
  await client.flush()
  await client.write(BLOCK, filled(BLOCK, 2), FUA)
  assert.deepEqual(await lying.effect(), { took: true, by: { flushesIgnored: 2 } })
  const cut = await disk.api.cutPower({ seed: 1 })
  const by = { blocksForgotten: 2, blocksKept: 0, clientsCutOff: 1 }
  assert.deepEqual(await cut.effect(), { took: true, by })
  await lying.undo()
  await cut.undo()
  using again = await disk.open()
  assert.deepEqual(await again.read(0, 2 * BLOCK), filled(2 * BLOCK, 0))
  await again.write(0, filled(BLOCK, 3))
  await again.flush()
  const next = await disk.api.cutPower({ seed: 1 })
  assert.deepEqual((await next.effect())!.by, {
    blocksForgotten: 0,
    blocksKept: 0,
    clientsCutOff: 1,
  })
  await next.undo()
  using third = await disk.open()
  assert.deepEqual(await third.read(0, BLOCK), filled(BLOCK, 3))
})

test('without power nobody is served, nor is anybody who waited', async (t) => {
  const disk = await testDisk(t)
  const client = await disk.open()
  const hanging = await disk.api.inject({ kind: 'hang', on: ['write'] }, 1)
  const held = client.write(0, filled(BLOCK, 9), FUA)
  const cutOff = assert.rejects(held, /hung up/)
  await client.read(0, 1)
  const cut = await disk.api.cutPower({ seed: 1 })
  await cutOff
  assert.equal((await disk.api.state()).powered, false)
  await assert.rejects(disk.open())
  await assert.rejects(disk.api.cutPower({ seed: 1 }), /no power already/)
  await hanging.undo()
  await cut.undo()
  using again = await disk.open()
  assert.deepEqual(await again.read(0, BLOCK), filled(BLOCK, 0))
})

test('a power cut that met nobody and nothing had no effect', async (t) => {
  const disk = await testDisk(t)
  const cut = await disk.api.cutPower({ seed: 1 })
  assert.equal((await cut.effect())!.took, false)
})

test('one who is barred is hung up on, others are not, until he is admitted again', async (t) => {
  const disk = await testDisk(t)
  const barred = await disk.open('n1')
  using other = await disk.open('n2')
  const over = new Promise((resolve) => barred.socket.once('close', resolve))
  const { undo, effect } = await disk.api.bar('n1')
  await over
  assert.deepEqual(await effect(), { took: true, by: { clientsCutOff: 1 } })
  await assert.rejects(disk.open('n1'), /refused: 80000002 barred/)
  const nobody = await disk.api.bar('n3')
  assert.equal((await nobody.effect())!.took, false)
  await nobody.undo()
  await other.flush()
  assert.deepEqual((await disk.api.state()).barred, ['n1'])
  await undo()
  using again = await disk.open('n1')
  await again.flush()
})

test('whoever is at a disk for one keeps others out until it has left', async (t) => {
  const disk = await testDisk(t, { forOne: true })
  const first = await disk.open('n1')
  using second = await disk.open('n1')
  await assert.rejects(disk.open('n2'), /refused: 80000002 another client has it/)
  first[Symbol.dispose]()
  await second.flush()
  await assert.rejects(disk.open('n2'), /another client has it/)
  second[Symbol.dispose]()
  await until('nobody is there', async () => (await disk.api.state()).clients.length === 0)
  using other = await disk.open('n2')
  await other.flush()
})

test('what is no fault is refused', async (t) => {
  const disk = await testDisk(t)
  for (const [fault, why] of [
    [{ kind: 'melt' }, /kind is none of error, delay/],
    [{ kind: 'toString' }, /kind is none of/],
    [{ kind: 'error', on: [], code: 'EIO' }, /on names none/],
    [{ kind: 'error', on: ['read'], code: 'EPERM' }, /code is none of/],
    [{ kind: 'delay', on: ['read'], ms: -1 }, /ms is no number/],
    [{ kind: 'rot', bits: 0 }, /bits is no number/],
    [{ kind: 'lose', extents: [] }, /extents are none/],
    [{ kind: 'lose', extents: [{ offset: 2 ** 20, length: 1 }] }, /offset is no number/],
    [{ kind: 'lose', percent: 101 }, /percent is no number/],
    [{ kind: 'lose', times: 0 }, /times is no number/],
  ] as unknown as [DiskFault, RegExp][])
    await assert.rejects(disk.api.inject(fault, 1), why)
  assert.deepEqual((await disk.api.state()).faults, [])
})
