import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { DIAL_LIMIT_MS } from './connection.ts'
import { Proxy } from './proxy.ts'

const LISTENS = `require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 },
  function () { console.log(this.address().port) })`
/** A handshake that the loopback does not answer by then, it drops. */
const ANSWERED_MS = 300

/** A process of its own, which takes connections and says nothing. */
async function listener(t: TestContext) {
  const child = spawn(process.execPath, ['-e', LISTENS], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  return { child, port: Number(String((await once(child.stdout, 'data'))[0])) }
}

/** The port of somebody who answers no handshake and refuses none, as a machine that is gone. */
async function silentPort(t: TestContext): Promise<number> {
  const { child, port } = await listener(t)
  child.kill('SIGSTOP')
  for (let i = 0; i < 10; i++) {
    const socket = opened(t, port)
    const isAnswered = once(socket, 'connect').then(() => true)
    if (!(await Promise.race([isAnswered, sleep(ANSWERED_MS, false)]))) return port
  }
  throw new Error('Its queue is never full.')
}

function opened(t: TestContext, port: number): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  t.after(() => socket.destroy())
  return socket.resume()
}

async function proxyOf(t: TestContext, port: number): Promise<number> {
  const fields = { name: 'p', listen: '127.0.0.1:0', upstream: `127.0.0.1:${port}` }
  const proxy = new Proxy(fields)
  await proxy.start()
  t.after(() => proxy.stop())
  return Number(proxy.listen.split(':')[1])
}

describe('a connection’s upstream', { concurrency: true }, () => {
  test('who connects to somebody who is gone is told, and does not wait for as long as a kernel tries', async (t) => {
    const client = opened(t, await proxyOf(t, await silentPort(t)))
    const end = once(client, 'end').then(() => 'told')
    // Left to the kernel it would be more than two minutes.
    assert.equal(
      await Promise.race([end, sleep(3 * DIAL_LIMIT_MS, 'waits', { ref: false })]),
      'told',
    )
  })

  test('who has connected may be silent for longer than that', async (t) => {
    const client = opened(t, await proxyOf(t, (await listener(t)).port))
    const end = once(client, 'end').then(() => 'told')
    assert.equal(await Promise.race([end, sleep(DIAL_LIMIT_MS + 500, 'open')]), 'open')
  })
})
