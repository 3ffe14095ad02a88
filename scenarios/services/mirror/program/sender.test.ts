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
