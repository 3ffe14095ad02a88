import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goData, NbdClient, numbers, requestHead, testDisk } from './nbd.fixture.ts'

const unsupported = 0x80000001
const policy = 0x80000002
const invalid = 0x80000003

test('GO tells size, flags and block sizes, and begins', async (t) => {
  const disk = await testDisk(t)
  using client = await NbdClient.greeted(disk.at)
  client.sayOption(7, goData('n1'))
  const replies = [
    await client.optionReply(),
    await client.optionReply(),
    await client.optionReply(),
  ]
  assert.deepEqual(
    replies.map(({ type }) => type),
    [3, 3, 1],
  )
  const flags = 1 | 4 | 8 | 32 | 64 | 256
  assert.deepEqual(replies[0].data, numbers([2, 0], [8, 2 ** 20], [2, flags]))
  assert.deepEqual(replies[1].data, numbers([2, 3], [4, 1], [4, 4096], [4, 2 ** 25]))
  client.socket.write(requestHead(0, 7n, 0, 4))
  assert.deepEqual(await client.take(20), numbers([4, 0x67446698], [4, 0], [8, 7], [4, 0]))
  assert.deepEqual((await disk.api.state()).clients, ['n1'])
})

test('any name is one', async (t) => {
  const disk = await testDisk(t)
  using client = await disk.open('go on')
  await client.flush()
  assert.deepEqual((await disk.api.state()).clients, ['go on'])
})

test('one who haggles as the power is cut does not come in without it', async (t) => {
  const disk = await testDisk(t)
  using client = await NbdClient.greeted(disk.at)
  const cut = await disk.api.cutPower({ seed: 1 })
  client.sayOption(7, goData('n1'))
  assert.equal((await client.optionReply()).type, policy)
  await cut.undo()
  client.sayOption(7, goData('n1'))
  assert.equal((await client.optionReply()).type, 3)
})

test('INFO tells the same and goes on haggling', async (t) => {
  const disk = await testDisk(t)
  using client = await NbdClient.greeted(disk.at)
  client.sayOption(6, goData('n1'))
  for (const type of [3, 3, 1]) assert.equal((await client.optionReply()).type, type)
  assert.deepEqual((await disk.api.state()).clients, [])
  client.sayOption(7, goData('n1'))
  assert.equal((await client.optionReply()).type, 3)
})

for (const [flags, zeroes] of [
  [3, 0],
  [1, 124],
])
  test(`EXPORT_NAME begins without a reply, and with ${zeroes} zeroes`, async (t) => {
    const disk = await testDisk(t)
    using client = await NbdClient.greeted(disk.at, flags)
    client.sayOption(1, Buffer.from('old'))
    const told = await client.take(10 + zeroes)
    assert.equal(told.readBigUInt64BE(0), 2n ** 20n)
    client.socket.write(requestHead(3, 1n, 0, 0))
    assert.deepEqual(await client.take(16), numbers([4, 0x67446698], [4, 0], [8, 1]))
  })

test('LIST names the one export, and ABORT is acknowledged', async (t) => {
  const disk = await testDisk(t)
  using client = await NbdClient.greeted(disk.at)
  client.sayOption(3)
  assert.deepEqual((await client.optionReply()).data, numbers([4, 0]))
  assert.equal((await client.optionReply()).type, 1)
  client.sayOption(2)
  assert.equal((await client.optionReply()).type, 1)
  await assert.rejects(client.take(1), /hung up/)
})

test('what it does not speak is refused politely: TLS, structured replies, contexts, the unknown', async (t) => {
  const disk = await testDisk(t)
  using client = await NbdClient.greeted(disk.at)
  for (const code of [5, 8, 9, 10, 11, 4711]) {
    client.sayOption(code, Buffer.from('anything'))
    const reply = await client.optionReply()
    assert.deepEqual([reply.code, reply.type], [code, unsupported])
  }
  client.sayOption(7, goData('n1'))
  assert.equal((await client.optionReply()).type, 3)
})

for (const [what, data] of Object.entries({
  'no data at all': Buffer.alloc(0),
  'a name longer than the data': numbers([4, 1000], [2, 0]),
  'a name of four billion bytes': numbers([4, 0xffffffff], [2, 0]),
  'more infos than are there': numbers([4, 0], [2, 9]),
  'something after its end': numbers([4, 0], [2, 0], [2, 3]),
}))
  test(`GO with ${what} is invalid`, async (t) => {
    const disk = await testDisk(t)
    using client = await NbdClient.greeted(disk.at)
    client.sayOption(7, data)
    assert.equal((await client.optionReply()).type, invalid)
  })

for (const [what, bytes] of Object.entries({
  'unknown flags': numbers([4, 0xff]),
  'no option': Buffer.concat([numbers([4, 3]), Buffer.from('GET / HTTP/1.1\r\n\r\n')]),
  'an option of a gigabyte': Buffer.concat([
    numbers([4, 3]),
    Buffer.from('IHAVEOPT'),
    numbers([4, 7], [4, 2 ** 30]),
  ]),
}))
  test(`whoever begins with ${what} is hung up on, and others are served`, async (t) => {
    const disk = await testDisk(t)
    const { connect } = await import('node:net')
    const stranger = connect(disk.at)
    stranger.write(bytes)
    const { promise, resolve } = Promise.withResolvers<void>()
    stranger.resume().once('close', () => resolve())
    await promise
    using client = await disk.open()
    await client.flush()
  })
