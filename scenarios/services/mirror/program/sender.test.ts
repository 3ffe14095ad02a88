import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Inlet } from './inlet.ts'
import type { Delivery } from './message.ts'
import { Mirrors } from './mirrors.ts'
import { Sender } from './sender.ts'

/** Longer than a peer may be silent. */
const SPREAD_MS = 3_500

async function peers() {
  const home = mkdtempSync(join(tmpdir(), 'splitbrain-sender-'))
  const folder = join(home, 'data')
  mkdirSync(folder)
  writeFileSync(join(folder, 'file'), 'as it was')
  const data = join(home, 'released')
  const mirrors = new Mirrors(data, join(home, 'mirrors'))
  const receive = async (socket: Socket) => {
    const inlet = new Inlet(socket)
    const delivery = JSON.parse(await inlet.line()) as Delivery
    socket.write(`${JSON.stringify({ has: mirrors.lastOf(delivery.origin) })}\n`)
    await mirrors.take(inlet, delivery)
    socket.end('{}\n')
  }
  const server = createServer((socket) => void receive(socket).catch(() => socket.destroy()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    folder,
    sender: new Sender('secret', folder, join(home, 'snapshot')),
    to: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    released: () => {
      mirrors.release()
      return readFileSync(join(data, 'file'), 'utf8')
    },
    [Symbol.dispose]() {
      server.close()
      rmSync(home, { recursive: true })
    },
  }
}

test('a live copy of few files takes its time, and only what has changed goes again', async () => {
  using it = await peers()
  const { folder, sender } = it
  const pass = (number: number, spreadMs: number) =>
    sender.pass({ to: it.to, way: 'one-pass', number, spreadMs })
  assert.deepEqual(await pass(1, SPREAD_MS), { files: 1, bytes: 9, frozenMs: 0 })
  assert.deepEqual(await pass(2, 0), { files: 0, bytes: 0, frozenMs: 0 })
  writeFileSync(join(folder, 'file'), 'as it is now')
  assert.deepEqual(await pass(3, 0), { files: 1, bytes: 12, frozenMs: 0 })
  assert.equal(it.released(), 'as it is now')
})

test('what the peer says it could not take has not come, and goes again', async () => {
  using it = await peers()
  const { folder, sender } = it
  const refusing = createServer(async (socket) => {
    const inlet = new Inlet(socket)
    await inlet.line()
    socket.write('{ "has": 1 }\n')
    await inlet.line()
    socket.end('{ "error": "no room" }\n')
  })
  refusing.listen(0, '127.0.0.1')
  await once(refusing, 'listening')
  const to = { host: '127.0.0.1', port: (refusing.address() as AddressInfo).port }
  const pass = { way: 'one-pass', spreadMs: 0 } as const
  await assert.rejects(sender.pass({ ...pass, to, number: 1 }), /no room/)
  refusing.close()
  writeFileSync(join(folder, 'file'), 'as it is now')
  const [first, second] = await Promise.allSettled(
    [2, 3].map((number) => sender.pass({ ...pass, to: it.to, number })),
  )
  assert.deepEqual([first.status, second.status], ['fulfilled', 'rejected'], 'one after the other')
  assert.equal(it.released(), 'as it is now')
})
