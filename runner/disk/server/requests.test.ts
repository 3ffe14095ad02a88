import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { NbdClient, requestHead, testDisk } from './nbd.fixture.ts'

const SIZE = 2 ** 20
const EINVAL = 22
const ENOSPC = 28
const EOVERFLOW = 75
const FUA = 1

const filled = (length: number, byte: number) => Buffer.alloc(length, byte)

test('what was written is read, in part, across blocks, and by every connection', async (t) => {
  const disk = await testDisk(t)
  using one = await disk.open()
  using other = await disk.open()
  await one.write(4000, filled(9000, 7))
  const expected = Buffer.concat([filled(4000, 0), filled(9000, 7), filled(3384, 0)])
  assert.deepEqual(await other.read(0, 16384), expected)
  await other.write(5000, filled(3, 9))
  expected.fill(9, 5000, 5003)
  assert.deepEqual(await one.read(0, 16384), expected)
  await one.flush()
  assert.deepEqual(await other.read(0, 16384), expected)
  assert.deepEqual((await readFile(disk.file)).subarray(0, 16384), expected)
})

test('zeroes are written and trimmed bytes are zeroes, within blocks too', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open()
  await client.write(0, filled(16384, 7))
  const expected = filled(16384, 7)
  for (const [type, offset, length] of [
    ['zero', 100, 5000],
    ['trim', 9000, 4000],
  ] as const) {
    assert.equal((await client.ask(type, { offset, length })).error, 0)
    expected.fill(0, offset, offset + length)
  }
  assert.deepEqual(await client.read(0, 16384), expected)
  await client.flush()
  assert.deepEqual((await readFile(disk.file)).subarray(0, 16384), expected)
})

test('only a flush, or a write with FUA, reaches the medium', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open()
  await client.write(0, filled(4096, 1))
  await client.write(8192, filled(100, 2), FUA)
  const medium = await readFile(disk.file)
  assert.equal(medium[0], 0)
  assert.equal(medium[8192], 2)
  assert.equal((await disk.api.state()).unflushedBytes, 4096)
  await client.flush()
  assert.equal((await readFile(disk.file))[0], 1)
  assert.equal((await disk.api.state()).unflushedBytes, 0)
})

test('a cache that is full writes out what is oldest, and tells so', async (t) => {
  const disk = await testDisk(t, { cacheBytes: 16 * 4096 })
  using client = await disk.open()
  for (let block = 0; block < 20; block++) await client.write(block * 4096, filled(4096, block + 1))
  const { unflushedBytes, destagedBytes } = await disk.api.state()
  assert.ok(unflushedBytes <= 16 * 4096)
  assert.ok(destagedBytes > 0)
  const medium = await readFile(disk.file)
  assert.equal(medium[0], 1)
  assert.equal(medium[19 * 4096], 0)
  for (let block = 0; block < 20; block++)
    assert.equal((await client.read(block * 4096, 1))[0], block + 1)
})

test('requests on their way at once are all answered, each by its own cookie', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open()
  const blocks = Array.from({ length: 200 }, (_, i) => i)
  await Promise.all(blocks.map((block) => client.write(block * 4096, filled(4096, block))))
  const read = await Promise.all(blocks.map((block) => client.read(block * 4096, 4096)))
  read.forEach((data, block) => assert.deepEqual(data, filled(4096, block)))
})

test('a payload that comes in pieces is put together', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open()
  using raw = await NbdClient.raw(disk.at)
  const data = Buffer.from(Array.from({ length: 20000 }, (_, i) => i % 251))
  const bytes = Buffer.concat([requestHead(1, 99n, 4096, data.length), data])
  for (let at = 0; at < bytes.length; at += 1777) {
    raw.socket.write(bytes.subarray(at, at + 1777))
    await new Promise(setImmediate)
  }
  assert.equal((await raw.take(16)).readBigUInt64BE(8), 99n)
  assert.deepEqual(await client.read(4096, data.length), data)
})

for (const [what, type, fields, errno] of [
  ['a read beyond the end', 'read', { offset: SIZE - 1, length: 2 }, EINVAL],
  ['a read of nothing', 'read', {}, EINVAL],
  ['a read of more than is told', 'read', { length: 2 ** 25 + 1 }, EOVERFLOW],
  ['a write beyond the end', 'write', { offset: SIZE, data: filled(1, 1) }, ENOSPC],
  ['zeroes beyond the end', 'zero', { offset: SIZE, length: 1 }, ENOSPC],
  ['a trim beyond the end', 'trim', { offset: 2 ** 52, length: 1 }, EINVAL],
  ['a flush of a part', 'flush', { offset: 1, length: 1 }, EINVAL],
  ['an unknown flag', 'read', { length: 1, flags: 0x8000 }, EINVAL],
] as const)
  test(`${what} is refused, and the next request answered`, async (t) => {
    const disk = await testDisk(t)
    using client = await disk.open()
    assert.equal((await client.ask(type, fields)).error, errno)
    await client.write(SIZE - 1, filled(1, 5))
    assert.deepEqual(await client.read(SIZE - 1, 1), filled(1, 5))
  })

test('an unknown command is refused, and an offset of 64 bits too', async (t) => {
  const disk = await testDisk(t)
  using client = await NbdClient.raw(disk.at)
  for (const head of [requestHead(77, 0n, 0, 1), requestHead(0, 0n, 2n ** 64n - 1n, 1)]) {
    client.socket.write(head)
    assert.equal((await client.take(16)).readUInt32BE(4), EINVAL)
  }
})

for (const [what, head] of [
  ['no request', requestHead(0, 0n, 0, 1, 0, 0xdeadbeef)],
  ['a write of four gigabytes', requestHead(1, 0n, 0, 0xffffffff)],
] as const)
  test(`whoever sends ${what} is hung up on, and others are served`, async (t) => {
    const disk = await testDisk(t)
    using other = await disk.open()
    using client = await disk.open()
    const answer = client.ask('read', { length: 1 })
    await answer
    const over = new Promise((resolve) => client.socket.once('close', resolve))
    client.socket.write(head)
    await over
    assert.deepEqual(await other.read(0, 1), filled(1, 0))
  })

test('one that hangs up in the midst of a write has written nothing', async (t) => {
  const disk = await testDisk(t)
  using other = await disk.open()
  const client = await disk.open()
  client.socket.write(Buffer.concat([requestHead(1, 1n, 0, 8192), filled(5000, 3)]))
  client.socket.end()
  await new Promise((resolve) => client.socket.once('close', resolve))
  assert.deepEqual(await other.read(0, 8192), filled(8192, 0))
})

test('who asks for much and takes nothing is waited for, and then gets all of it', async (t) => {
  const disk = await testDisk(t, { sizeBytes: 2 ** 23 })
  using client = await NbdClient.raw(disk.at)
  using other = await disk.open()
  client.socket.pause()
  const heads = Array.from({ length: 20 }, (_, i) => requestHead(0, BigInt(i), 0, 2 ** 23))
  client.socket.write(Buffer.concat(heads))
  await other.flush()
  const asked = (await disk.api.state()).done.read
  assert.ok(asked < 10, `${asked} answers of 8 MiB are held`)
  let bytes = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  client.socket.removeAllListeners('data').on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes === 20 * (16 + 2 ** 23)) resolve()
  })
  client.socket.resume()
  await promise
})

test('DISC ends the connection', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open()
  await assert.rejects(client.ask('disconnect'), /hung up/)
})
