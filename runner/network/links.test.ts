import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Node, ProxyHost } from '../runtimes/runtime.ts'
import { Links } from './links.ts'
import { startServer, type ToxiproxyServer } from './server/server.ts'
import { between, isolation, oneWay } from './shapes.ts'

const names = ['n1', 'n2', 'n3']
const everybody = ['clients', 'operator', ...names]
const specs = names.flatMap((to) =>
  everybody
    .filter((from) => from !== to)
    .map((from) => ({ from, to, group: names.includes(from) ? 'replication' : from })),
)
/** So long nothing comes of what is lost. */
const PATIENCE_MS = 120
/** What is not lost takes no longer on the busiest machine. */
const LIMIT_MS = 30_000

/** A server that notes what reaches it, and answers the same. */
async function echo(name: string) {
  const heard: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (data) => {
      heard.push(String(data))
      socket.write(data)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
  return { server, heard, node: { name, address: () => address } as unknown as Node }
}

describe('links over a real server', () => {
  let server: ToxiproxyServer
  let echoes: Awaited<ReturnType<typeof echo>>[]
  let links: Links
  const sockets: Socket[] = []
  let words = 0

  before(async () => {
    server = await startServer({ port: 0, metrics: true })
    echoes = await Promise.all(names.map(echo))
    const here = (port: number) => ({ host: '127.0.0.1', port })
    const host: ProxyHost = {
      url: server.url,
      server: 'built-in',
      prefix: 'run-',
      listen: () => '127.0.0.1:0',
      fromHarness: here,
      fromNodes: here,
    }
    links = await Links.connect(
      host,
      echoes.map(({ node }) => node),
      specs,
    )
  })
  after(async () => {
    for (const socket of sockets) socket.destroy()
    await server?.close()
    for (const each of echoes ?? []) each.server.close()
  })

  /** A connection over a link, opened before anything happens to it. */
  async function open(from: string, to: string) {
    const { host, port } = links.between(from, to).endpoint
    const socket = connect(port, host).on('error', () => {})
    sockets.push(socket)
    await once(socket, 'connect')
    const { heard } = echoes.find(({ node }) => node.name === to)!
    /** What is sent arrives, and so does the answer, or they are lost. */
    return async (expected: { arrives: boolean; answered: boolean }) => {
      const word = `${from}-${to}-${words++};`
      let answer = ''
      const listen = (data: Buffer) => (answer += String(data))
      socket.on('data', listen)
      socket.write(word)
      const seen = () => ({
        arrives: heard.join('').includes(word),
        answered: answer.includes(word),
      })
      const missing = () =>
        (expected.arrives && !seen().arrives) || (expected.answered && !seen().answered)
      const until = performance.now() + LIMIT_MS
      while (performance.now() < until && missing()) await sleep(5)
      if (!expected.answered) await sleep(PATIENCE_MS)
      socket.off('data', listen)
      assert.deepEqual(seen(), expected)
    }
  }
  const whole = { arrives: true, answered: true }
  const lost = { arrives: false, answered: false }
  const toxics = async () => {
    const proxies = await (await fetch(`${server.url}/proxies`)).json()
    return Object.values(proxies as Record<string, { toxics: [] }>).flatMap((each) => each.toxics)
  }

  test('there is one from everybody to every node, under the names that are known beforehand', () => {
    assert.deepEqual(
      links.all().map(({ name }) => name),
      specs.map(({ from, to }) => `${from}-to-${to}`),
    )
    assert.equal(links.all().length, 12)
    assert.throws(() => links.between('n1', 'n9'), { code: 'usage' })
  })

  test('on an open connection only what goes the lost way is lost', async () => {
    const say = await open('n2', 'n1')
    const back = await open('n1', 'n2')
    await say(whole)
    await back(whole)
    const { undo } = await links.lose([{ from: 'n2', to: 'n1' }])
    await say(lost)
    await back({ arrives: true, answered: false })
    assert.deepEqual(links.between('n2', 'n1').effects, ['upstream cut'])
    assert.deepEqual(links.between('n1', 'n2').effects, ['downstream cut'])
    assert.deepEqual(links.between('n3', 'n1').effects, [])
    await undo()
    assert.deepEqual(await toxics(), [])
    const healed = await open('n2', 'n1')
    await healed(whole)
  })

  test('a cut link is cut alone, in both directions', async () => {
    const [say, back] = await Promise.all([open('n2', 'n1'), open('n1', 'n2')])
    const delivered = async () =>
      (await links.states()).find(({ link }) => link === 'n2-to-n1')!.upstreamBytes
    const { undo } = await links.cut([links.between('n2', 'n1')])
    const before = await delivered()
    await say(lost)
    assert.equal(await delivered(), before, 'bytes that were lost count as delivered')
    await back(whole)
    await undo()
  })

  test('of two faults on one link neither heals the other', async () => {
    const first = await links.lose(between(['n1'], ['n2']))
    const second = await links.lose(isolation('n1', everybody))
    assert.deepEqual(links.between('n2', 'n1').effects, ['cut', 'cut'])
    await first.undo()
    const still = await open('n2', 'n1')
    await still(lost)
    await second.undo()
    const free = await open('n2', 'n1')
    await free(whole)
    assert.deepEqual(await toxics(), [])
  })

  test('one way leaves the other way open to clients', async () => {
    const say = await open('clients', 'n3')
    const { undo } = await links.lose(oneWay('n3', everybody, 'out'))
    await say({ arrives: true, answered: false })
    await undo()
  })

  test('states tell effects and bytes, by direction', async () => {
    const say = await open('operator', 'n2')
    await say(whole)
    const link = links.between('operator', 'n2')
    const { undo } = await link.poison(
      { type: 'latency', attributes: { latency: 1, jitter: 0 } },
      ['upstream'],
      'late',
    )
    const found = (await links.states()).find((each) => each.link === 'operator-to-n2')!
    const bytes = `operator-n2-${words - 1};`.length
    assert.deepEqual(found, {
      link: 'operator-to-n2',
      effects: ['late'],
      upstreamBytes: bytes,
      downstreamBytes: bytes,
    })
    await undo()
    assert.deepEqual(link.effects, [])
  })

  test('where one of two directions can not be poisoned, the other is not left so', async () => {
    const link = links.between('n1', 'n3')
    // The second has the name of the first, which the server refuses.
    const twice = link.poison(
      { type: 'timeout', attributes: { timeout: 0 } },
      ['upstream', 'upstream'],
      'x',
    )
    await assert.rejects(twice)
    assert.deepEqual(await toxics(), [])
    assert.deepEqual(link.effects, [])
  })

  test('the record tells which server it is', async () => {
    assert.match(await links.serverVersion(), /^2\.\d+\.\d+\S* \(built-in\)$/)
  })

  test('without a network that can be changed, packets are not pretended to be dropped', async () => {
    await assert.rejects(links.lose(between(['n1'], ['n2']), 'packets'), { code: 'usage' })
    assert.deepEqual(links.between('n1', 'n2').effects, [])
  })

  test('a server that counts nothing gives states without bytes', async () => {
    const bare = await startServer({ port: 0 })
    const host = { ...links.host, url: bare.url }
    const spec = { from: 'clients', to: 'n1', group: 'clients' }
    const mute = await Links.connect(host, [echoes[0].node], [spec])
    assert.deepEqual(await mute.states(), [{ link: 'clients-to-n1', effects: [] }])
    await bare.close()
  })
})
