import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, test } from 'node:test'
import { dial, done, freeAddress, listen, newLine, newName, refuses, sleep } from './lab.ts'

describe('a connection', () => {
  test('carries data both ways', async () => {
    const { client, upstream } = await (await newLine()).open()
    client.send('ping')
    await upstream.bytes(4)
    upstream.send('pong!')
    await client.bytes(5)
    assert.deepEqual([upstream.text, client.text], ['ping', 'pong!'])
  })

  test('is never half-open: the end on one side closes the other fully', async () => {
    for (const first of ['client', 'upstream'] as const) {
      const ends = await (await newLine()).open()
      const [closing, other] =
        first === 'client' ? [ends.client, ends.upstream] : [ends.upstream, ends.client]
      closing.send('last words')
      closing.socket.end()
      await other.bytes(10)
      assert.equal(await other.closed, 'FIN')
      // Nothing of what the other side says now comes back: the whole connection is gone.
      other.send('too late')
      await closing.closed
      assert.equal(closing.text, '')
    }
  })

  test('to an upstream that refuses is accepted, then closed', async () => {
    const proxy = { name: newName(), listen: '127.0.0.1:0', upstream: await freeAddress() }
    const { listen } = await done('POST', '/proxies', proxy)
    const client = await dial(listen)
    assert.equal(await client.closed, 'FIN')
  })

  for (const toxics of [[], ['noop']])
    test(`holds the sender back while its reader stalls, and loses nothing ${toxics}`, async () => {
      const line = await newLine()
      for (const type of toxics) await line.addToxic({ type })
      const { client, upstream } = await line.open()
      client.socket.pause()
      const pieces = Array.from({ length: 1024 }, () => randomBytes(64 * 1024))
      const sent = await sendUntilStuck(upstream.socket, pieces)
      assert.ok(sent < pieces.length, 'everything was swallowed')
      const data = Buffer.concat(pieces)
      for (const piece of pieces.slice(sent)) upstream.send(piece)
      upstream.socket.end()

      const hash = createHash('sha256')
      client.socket.removeAllListeners('data').on('data', (part) => hash.update(part))
      client.socket.resume()
      await client.closed
      assert.equal(hash.digest('hex'), createHash('sha256').update(data).digest('hex'))
    })

  test('is one of many', async () => {
    const upstream = await listen((socket) => socket.pipe(socket))
    const proxy = await done('POST', '/proxies', {
      name: newName(),
      listen: '127.0.0.1:0',
      upstream,
    })
    const clients = await Promise.all(Array.from({ length: 200 }, () => dial(proxy.listen)))
    clients.forEach((client, index) => client.send(`${index}`.padEnd(8)))
    await Promise.all(clients.map((client) => client.bytes(8)))
    clients.forEach((client, index) => assert.equal(client.text, `${index}`.padEnd(8)))
  })
})

/** How many pieces were taken before the socket took no more for a while. */
async function sendUntilStuck(socket: Socket, pieces: Buffer[]): Promise<number> {
  for (const [index, piece] of pieces.entries()) {
    if (socket.write(piece)) continue
    const drained = once(socket, 'drain').then(() => true)
    if (!(await Promise.race([drained, sleep(200)]))) return index + 1
  }
  return pieces.length
}

describe('a disabled proxy', () => {
  test('closes its connections, refuses new ones and keeps its toxics', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'noop' })
    const { client, upstream } = await line.open()
    await done('PATCH', `/proxies/${line.name}`, { enabled: false })
    await Promise.all([client.closed, upstream.closed])
    assert.ok(await refuses(line.listen))
    const proxy = await done('PATCH', `/proxies/${line.name}`, { enabled: true })
    assert.equal(proxy.listen, line.listen)
    assert.equal(proxy.toxics.length, 1)
    const again = await line.open()
    again.client.send('back')
    await again.upstream.bytes(4)
  })

  test('so does a deleted one', async () => {
    const line = await newLine()
    const { client, upstream } = await line.open()
    await done('DELETE', `/proxies/${line.name}`)
    await Promise.all([client.closed, upstream.closed])
    assert.ok(await refuses(line.listen))
  })

  test('another upstream closes the connections and gets the new ones', async () => {
    const line = await newLine()
    const { client, upstream } = await line.open()
    const other = await listen((socket) => socket.end('other'))
    const proxy = await done('PATCH', `/proxies/${line.name}`, { upstream: other })
    assert.deepEqual([proxy.upstream, proxy.listen, proxy.enabled], [other, line.listen, true])
    await Promise.all([client.closed, upstream.closed])
    const next = await dial(line.listen)
    await next.bytes(5)
    assert.equal(next.text, 'other')
  })

  test('an update that changes nothing leaves connections alone', async () => {
    const line = await newLine()
    const { client, upstream } = await line.open()
    await done('PATCH', `/proxies/${line.name}`, { enabled: true, listen: line.listen })
    client.send('still here')
    await upstream.bytes(10)
  })
})
