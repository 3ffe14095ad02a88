import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Client } from '../../../runner/topology.ts'
import type { Request, Session, Work } from '../../../runner/workload.ts'
import { askingWho, type Asking } from './asking-who.ts'

/** Whatever it is asked it does by the workload's own words, on a server that has the question's last word for a name. */
function clientOf(asked: string[]): Client {
  const named = new Map<string, string>()
  return {
    connect: async (_route, work): Promise<Session> => ({
      usable: true,
      close: async () => {},
      async apply(request) {
        const run = async ({ name, text }: { name: string; text: string }) => {
          asked.push(text)
          // A server cuts a name to 63 bytes.
          assert.equal(named.get(name.slice(0, 63)) ?? text, text, 'two statements of one name')
          named.set(name.slice(0, 63), text)
          return { rows: [{ name: text.split(' ').at(-1) }], count: 1 }
        }
        return { type: 'ok', value: await work.perform({ run }, request) }
      },
    }),
  }
}
const work: Work = { perform: async (_statements, { value }) => value }

async function told(asking: Asking, access: Request['access'], node = 'pool') {
  const asked: string[] = []
  const client = askingWho(clientOf(asked), 'pool', asking)
  const session = await client.connect({ node, endpoints: [] }, work, 1_000)
  return { ...(await session.apply({ f: 'any', value: 7, access })), asked: asked.length }
}

test('what goes through whoever chooses is told with the server that its session was given', async () => {
  const reads = { read: 'who reads: n2' }
  assert.deepEqual(await told(reads, 'read'), { type: 'ok', value: 7, node: 'n2', asked: 1 })
  // Where all servers take a write it is nobody's in particular.
  assert.deepEqual(await told(reads, 'write'), { type: 'ok', value: 7, asked: 1 })
})

test('reads and writes may be two servers’, or one’s, who is asked once', async () => {
  const apart = { read: 'who reads: n2', write: 'who writes: n1' }
  assert.deepEqual(await told(apart, 'write'), { type: 'ok', value: 7, node: 'n1', asked: 2 })
  const long = ['n1', 'n2'].map((name) => `${'-- who is it '.repeat(6)}: ${name}`)
  const alike = { read: long[0], write: long[1] }
  assert.deepEqual(await told(alike, 'write'), { type: 'ok', value: 7, node: 'n2', asked: 2 })
  const together = { read: 'who: n3', write: 'who: n3' }
  assert.deepEqual(await told(together, 'write'), { type: 'ok', value: 7, node: 'n3', asked: 1 })
})

test('a session with a server is that server’s own', async () => {
  assert.deepEqual(await told({ read: 'who: n2' }, 'read', 'n1'), {
    type: 'ok',
    value: 7,
    asked: 0,
  })
})
