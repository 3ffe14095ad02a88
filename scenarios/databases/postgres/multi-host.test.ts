import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { describe, test, type TestContext } from 'node:test'
import { randomFrom } from '../../../runner/random.ts'
import { hangUp } from './connect.ts'
import {
  connectToOneOf,
  targetSessionAttrs,
  type SeveralHosts,
  type TargetSessionAttrs,
} from './multi-host.ts'

const message = (letter: string, ...parts: (string | number)[]) => {
  const body = Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'string') return Buffer.from(`${part}\0`)
      const number = Buffer.alloc(4)
      number.writeInt32BE(part)
      return number
    }),
  )
  const head = Buffer.alloc(5, letter)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
const accepted = (reports: Record<string, string>) =>
  Buffer.concat([
    message('R', 0),
    ...Object.entries(reports).map((report) => message('S', ...report)),
    Buffer.from([90, 0, 0, 0, 5, 73]),
  ])
const refused = (code: string) => message('E', 'SFATAL', 'VFATAL', `C${code}`, 'Mno', '')

const primary = accepted({ in_hot_standby: 'off', default_transaction_read_only: 'off' })
const closed = accepted({ in_hot_standby: 'off', default_transaction_read_only: 'on' })
const standby = accepted({ in_hot_standby: 'on', default_transaction_read_only: 'off' })
const dead = 'dead'
const silent = 'silent'

/** Servers that answer so when a client begins, and who of them were asked, in order. */
async function hostsOf(t: TestContext, answers: readonly (Buffer | string)[]) {
  const asked: number[] = []
  const hosts = await Promise.all(
    answers.map(async (answer, i) => {
      const sockets = new Set<Socket>()
      const server = createServer((socket) => {
        sockets.add(socket)
        socket.on('error', () => {})
        asked.push(i)
        if (answer === dead) socket.destroy()
        else if (answer !== silent) socket.once('data', () => socket.write(answer))
      }).listen(0, '127.0.0.1')
      t.after(() => {
        server.close()
        for (const socket of sockets) socket.destroy()
      })
      await once(server, 'listening')
      return { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
    }),
  )
  return { hosts, asked }
}

type Words = Partial<
  Pick<SeveralHosts, 'targetSessionAttrs' | 'loadBalanceHosts' | 'random' | 'timeoutMs'>
>

/** Which of the servers the session is with, and who was asked for it. */
async function found(t: TestContext, answers: readonly (Buffer | string)[], words: Words = {}) {
  const { hosts, asked } = await hostsOf(t, answers)
  const { client, host } = await connectToOneOf({
    hosts,
    credentials: { user: 'someone', password: '', database: 'somewhere' },
    targetSessionAttrs: 'any',
    loadBalanceHosts: 'disable',
    random: randomFrom(1),
    // Longer than the busiest machine takes.
    timeoutMs: 30_000,
    ...words,
  })
  hangUp(client)
  return { at: hosts.indexOf(host as (typeof hosts)[0]), asked }
}

const attrs = (targetSessionAttrs: TargetSessionAttrs) => ({ targetSessionAttrs })

describe('of several hosts', () => {
  test('each attribute takes the first that has it, a primary that is closed for writes included', async (t) => {
    const all = [standby, closed, primary]
    const at = await Promise.all(
      targetSessionAttrs.map(async (each) => [each, (await found(t, all, attrs(each))).at]),
    )
    assert.deepEqual(Object.fromEntries(at), {
      any: 0,
      'read-write': 2,
      'read-only': 0,
      primary: 1,
      standby: 0,
      'prefer-standby': 0,
    })
    const others = [primary, closed, standby]
    assert.equal((await found(t, others, attrs('read-only'))).at, 1)
    assert.equal((await found(t, others, attrs('standby'))).at, 2)
  })

  test('who hangs up, is silent or not ready yet is passed over', async (t) => {
    const all = [dead, silent, refused('57P03'), standby, primary]
    const patience = { timeoutMs: 1_000 }
    assert.deepEqual(await found(t, all, { ...attrs('primary'), ...patience }), {
      at: 4,
      asked: [0, 1, 2, 3, 4],
    })
  })

  test('prefer-standby takes any in a second round', async (t) => {
    const all = [dead, primary, primary]
    assert.deepEqual(await found(t, all, attrs('prefer-standby')), {
      at: 1,
      asked: [0, 1, 2, 0, 1],
    })
  })

  test('a server’s own refusal ends the search', async (t) => {
    await assert.rejects(found(t, [refused('28P01'), primary]), { code: '28P01' })
  })

  test('where none will do, what each of them said is told', async (t) => {
    await assert.rejects(found(t, [primary, dead], attrs('standby')), ({ errors }) => {
      assert.match(errors[0].message, /the session is not standby/)
      assert.equal(errors.length, 2)
      return true
    })
  })

  test('chance makes another order each time, the same by the same seed', async (t) => {
    const take = async (seed: number) => {
      const random = randomFrom(seed)
      const all = [standby, standby, standby]
      const words = { loadBalanceHosts: 'random', random } as const
      const places: number[] = []
      for (let i = 0; i < 12; i++) places.push((await found(t, all, words)).at)
      return places
    }
    const places = await take(7)
    assert.deepEqual(new Set(places), new Set([0, 1, 2]))
    assert.deepEqual(await take(7), places)
  })
})
