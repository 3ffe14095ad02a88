import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test, type TestContext } from 'node:test'
import { startServer } from '../network/server/server.ts'
import { until } from '../until.fixture.ts'
import { NbdClient, testDisk, type TestDisk } from './server/nbd.fixture.ts'
import type { MirrorMode, MirrorOptions } from './server/state.ts'

const BLOCK = 4096
const SIZE = 256 * BLOCK
const FUA = 1
const filled = (byte: number, length = BLOCK) => Buffer.alloc(length, byte)

/** A disk, its peer, and a link between them that can be poisoned. */
class Pair {
  readonly disk: TestDisk
  readonly peer: TestDisk
  private readonly proxy: string
  private readonly port: number

  private constructor(disk: TestDisk, peer: TestDisk, proxy: string, port: number) {
    this.disk = disk
    this.peer = peer
    this.proxy = proxy
    this.port = port
  }

  static async of(t: TestContext, peerBytes = SIZE): Promise<Pair> {
    const disk = await testDisk(t, { sizeBytes: SIZE })
    const peer = await testDisk(t, { sizeBytes: peerBytes })
    const links = await startServer({ port: 0 })
    t.after(() => links.close())
    const body = { name: 'mirror', listen: '127.0.0.1:0', upstream: `127.0.0.1:${peer.port}` }
    const { listen } = await post<{ listen: string }>(`${links.url}/proxies`, body)
    return new Pair(disk, peer, `${links.url}/proxies/mirror`, Number(listen.split(':')[1]))
  }

  mirror(options: Partial<MirrorOptions> = {}) {
    const to = { host: '127.0.0.1', port: this.port }
    const rest = { as: 'mirror', withoutPeer: 'go-on', timeoutMs: 20_000, behind: 'all' } as const
    return this.disk.api.mirrorTo({ to, ...rest, ...options })
  }

  async state() {
    return (await this.disk.api.state()).mirror!
  }

  async is(mode: MirrorMode): Promise<void> {
    await until(`the mirror is ${mode}`, async () => (await this.state()).mode === mode)
  }

  /** Its undo. */
  async poison(toxic: object): Promise<() => Promise<void>> {
    const { name } = await post<{ name: string }>(`${this.proxy}/toxics`, toxic)
    return async () => void (await fetch(`${this.proxy}/toxics/${name}`, { method: 'DELETE' }))
  }

  async blackHole(): Promise<() => Promise<void>> {
    const hole = { type: 'timeout', attributes: { timeout: 0 } }
    const undos = [
      await this.poison({ ...hole, name: 'up', stream: 'upstream' }),
      await this.poison({ ...hole, name: 'down', stream: 'downstream' }),
    ]
    return async () => {
      for (const undo of undos) await undo()
    }
  }

  /** Both media, byte by byte, once what both have in their caches is flushed. */
  async assertSame(client: NbdClient): Promise<void> {
    await client.flush()
    using atPeer = await this.peer.open('look')
    await atPeer.flush()
    const [one, other] = await Promise.all([this.disk, this.peer].map(({ file }) => readFile(file)))
    assert.ok(one.equals(other), 'the two disks differ')
  }
}

async function post<T>(url: string, body: object): Promise<T> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as T
}

test('what was there goes to the peer first, and then each write and flush', async (t) => {
  const pair = await Pair.of(t)
  using client = await pair.disk.open()
  await client.write(7 * BLOCK, filled(7))
  await pair.mirror()
  await pair.is('connected')
  const { blocksBehind, blocksResynced, losses } = await pair.state()
  assert.deepEqual([blocksBehind, blocksResynced, losses], [0, SIZE / BLOCK, 0])
  using atPeer = await pair.peer.open()
  assert.deepEqual(await atPeer.read(7 * BLOCK, BLOCK), filled(7))
  await client.write(100, filled(8, 10_000))
  assert.deepEqual(await atPeer.read(100, 10_000), filled(8, 10_000))
  await client.ask('zero', { offset: 5000, length: 100 })
  await client.ask('trim', { offset: 6000, length: 100 })
  assert.deepEqual(await atPeer.read(5000, 100), filled(0, 100))
  assert.ok((await pair.peer.api.state()).unflushedBytes > 0)
  await client.flush()
  assert.equal((await pair.peer.api.state()).unflushedBytes, 0)
  await client.write(0, filled(9), FUA)
  assert.equal((await readFile(pair.peer.file))[0], 9)
  await pair.assertSame(client)
})

test('the peer gets writes in their order: wherever the link breaks, it has the first so many', async (t) => {
  const pair = await Pair.of(t)
  using client = await pair.disk.open()
  using atPeer = await pair.peer.open()
  const writes = Array.from({ length: 60 }, (_, i) => ({ block: (i * i) % 7, byte: i + 1 }))
  const seen = new Set<number>()
  for (const bytes of [500, 5_000, 33_333, 50_000, 120_001, 200_000]) {
    for (let block = 0; block < 7; block++) {
      await client.write(block * BLOCK, filled(0))
      await atPeer.write(block * BLOCK, filled(0))
    }
    await pair.poison({
      name: 'limit',
      type: 'limit_data',
      attributes: { bytes },
      stream: 'upstream',
    })
    const undo = await pair.mirror({ behind: 'nothing' })
    await until('the mirror is there', async () => (await pair.state()).mode !== 'degraded')
    await Promise.all(writes.map(({ block, byte }) => client.write(block * BLOCK, filled(byte))))
    await undo()
    const found = (await atPeer.read(0, 7 * BLOCK)).filter((_, i) => i % BLOCK === 0)
    const first = writes.findIndex((_, count) => {
      const expected = Buffer.alloc(7)
      for (const { block, byte } of writes.slice(0, count)) expected[block] = byte
      return expected.equals(found)
    })
    assert.notEqual(first, -1, `${[...found]} is no beginning of it`)
    seen.add(first)
    await fetch(`${pair['proxy']}/toxics/limit`, { method: 'DELETE' })
  }
  assert.ok(seen.size > 3, `the link broke at ${[...seen]}`)
})

test('without its peer a disk goes on, keeps in mind what that lacks, and gives it when it is back', async (t) => {
  const pair = await Pair.of(t)
  using client = await pair.disk.open()
  await pair.mirror({ timeoutMs: 300 })
  await pair.is('connected')
  const before = (await pair.state()).blocksResynced
  const heal = await pair.blackHole()
  for (let block = 0; block < 50; block++) await client.write(block * BLOCK, filled(block + 1))
  await client.flush()
  const { mode, blocksBehind, losses, lastLoss } = await pair.state()
  assert.deepEqual([mode, blocksBehind], ['degraded', 50])
  assert.ok(losses > 0)
  assert.match(lastLoss!, /does not answer/)
  using atPeer = await pair.peer.open()
  assert.deepEqual(await atPeer.read(BLOCK, BLOCK), filled(0))
  await heal()
  await pair.is('connected')
  const after = await pair.state()
  assert.deepEqual([after.blocksBehind, after.blocksResynced - before], [0, 50])
  await pair.assertSame(client)
})

test('writes that come while the peer gets what it lacked are not lost under that', async (t) => {
  const pair = await Pair.of(t)
  using client = await pair.disk.open()
  for (let block = 0; block < 256; block++) await client.write(block * BLOCK, filled(1))
  await pair.poison({
    name: 'slow',
    type: 'latency',
    attributes: { latency: 20 },
    stream: 'downstream',
  })
  await pair.mirror()
  await pair.is('resyncing')
  const sent = []
  for (let block = 255; block >= 0; block -= 3) sent.push(client.write(block * BLOCK, filled(2)))
  await Promise.all(sent)
  await pair.is('connected')
  await pair.assertSame(client)
})

test('what was on its way as a resync broke off is sent again, and none is in step before that', async (t) => {
  const pair = await Pair.of(t)
  using client = await pair.disk.open()
  await pair.mirror()
  await pair.is('connected')
  const barred = await pair.peer.api.bar('mirror')
  await pair.is('degraded')
  for (let block = 0; block < 256; block++) await client.write(block * BLOCK, filled(block))
  const { losses } = await pair.state()
  const attributes = { bytes: 300_000 }
  const heal = await pair.poison({
    name: 'limit',
    type: 'limit_data',
    attributes,
    stream: 'upstream',
  })
  await barred.undo()
  await until('it breaks off', async () => (await pair.state()).losses > losses)
  const slow = { name: 'slow', type: 'latency', attributes: { latency: 100 } }
  await pair.poison({ ...slow, stream: 'downstream' })
  await heal()
  await pair.is('resyncing')
  await pair.is('connected')
  await pair.assertSame(client)
})

test('a disk that stops without its peer answers no write before that has everything', async (t) => {
  const pair = await Pair.of(t)
  using client = await pair.disk.open()
  await pair.mirror({ withoutPeer: 'stop', timeoutMs: 300 })
  await pair.is('connected')
  const heal = await pair.blackHole()
  let answered = 0
  const writes = [1, 2, 3].map((block) =>
    client.write(block * BLOCK, filled(block)).then(() => answered++),
  )
  const flush = client.flush().then(() => answered++)
  await pair.is('stopped')
  assert.deepEqual(await client.read(BLOCK, BLOCK), filled(1))
  assert.equal(answered, 0)
  await heal()
  await Promise.all([...writes, flush])
  assert.equal((await pair.state()).mode, 'connected')
  using atPeer = await pair.peer.open()
  assert.deepEqual(await atPeer.read(3 * BLOCK, BLOCK), filled(3))
})

test('who waits for a peer waits no longer once the mirror is ended', async (t) => {
  const pair = await Pair.of(t)
  using client = await pair.disk.open()
  const undo = await pair.mirror({ withoutPeer: 'stop', timeoutMs: 300 })
  await pair.is('connected')
  await pair.blackHole()
  const held = client.write(0, filled(1))
  await pair.is('stopped')
  await undo()
  await held
  assert.equal((await pair.disk.api.state()).mirror, undefined)
})

test('what a power cut makes a disk forget, its peer forgets with the next resync', async (t) => {
  const pair = await Pair.of(t)
  const client = await pair.disk.open()
  await pair.mirror()
  await pair.is('connected')
  await client.write(0, filled(1), FUA)
  await client.write(0, filled(2))
  await client.write(9 * BLOCK, filled(3))
  const before = (await pair.state()).blocksResynced
  const cut = await pair.disk.api.cutPower({ seed: 1 })
  await assert.rejects(pair.mirror(), /it has no power/)
  assert.equal((await cut.effect())!.by.blocksForgotten, 2)
  using atPeer = await pair.peer.open()
  assert.deepEqual(await atPeer.read(0, BLOCK), filled(2))
  assert.deepEqual([(await pair.state()).mode, (await pair.state()).blocksBehind], ['degraded', 2])
  await cut.undo()
  await pair.is('connected')
  assert.equal((await pair.state()).blocksResynced - before, 2)
  assert.deepEqual(await atPeer.read(0, BLOCK), filled(1))
  assert.deepEqual(await atPeer.read(9 * BLOCK, BLOCK), filled(0))
  using again = await pair.disk.open()
  await pair.assertSame(again)
})

test('what a power cut makes a peer forget it gets again, though it had answered', async (t) => {
  const pair = await Pair.of(t)
  using client = await pair.disk.open()
  await pair.mirror()
  await pair.is('connected')
  await client.write(0, filled(1))
  await client.flush()
  await client.write(3 * BLOCK, filled(2))
  const cut = await pair.peer.api.cutPower({ seed: 1 })
  assert.equal((await cut.effect())!.by.blocksForgotten, 1)
  await pair.is('degraded')
  assert.equal((await pair.state()).blocksBehind, 1)
  await cut.undo()
  await pair.is('connected')
  await pair.assertSame(client)
})

test('a peer knows whether it is whole, and while it gets what it lacks it is not', async (t) => {
  const pair = await Pair.of(t)
  const asMirror = async () => (await pair.peer.api.state()).asMirror
  using client = await pair.disk.open()
  for (let block = 0; block < 256; block++) await client.write(block * BLOCK, filled(block))
  assert.equal(await asMirror(), undefined)
  const slow = { name: 'slow', type: 'latency', attributes: { latency: 200 } }
  const heal = await pair.poison({ ...slow, stream: 'downstream' })
  await pair.mirror()
  await pair.is('resyncing')
  await until('it knows', async () => (await asMirror()) === 'incomplete')
  await heal()
  await pair.is('connected')
  assert.equal(await asMirror(), 'whole')
  await pair.peer.api.bar('mirror')
  await pair.is('degraded')
  assert.equal(await asMirror(), 'whole', 'as of the moment at which it was left')
})

test('a disk that loses its power while it looks for its peer comes to it once', async (t) => {
  const pair = await Pair.of(t)
  await pair.poison({
    name: 'slow',
    type: 'latency',
    attributes: { latency: 100 },
    stream: 'downstream',
  })
  await pair.mirror()
  const cut = await pair.disk.api.cutPower({ seed: 1 })
  await cut.undo()
  await pair.is('connected')
  assert.deepEqual((await pair.peer.api.state()).clients, ['mirror'])
  await cut.undo()
  using client = await pair.disk.open()
  for (const byte of [1, 2, 3]) await client.write(0, filled(byte))
  assert.deepEqual((await pair.peer.api.state()).clients, ['mirror'], 'it had power already')
})

test('the undo of a mirror ends that one, and none that came after it', async (t) => {
  const pair = await Pair.of(t)
  const undo = await pair.mirror()
  await pair.is('connected')
  const undoLater = await pair.mirror()
  await undo()
  await pair.is('connected')
  const clients = async () => (await pair.peer.api.state()).clients
  await until('the first one is gone', async () => (await clients()).length === 1)
  await undoLater()
  assert.equal((await pair.disk.api.state()).mirror, undefined)
})

test('what is wrong with one disk stays on its side', async (t) => {
  const pair = await Pair.of(t)
  using client = await pair.disk.open()
  using atPeer = await pair.peer.open()
  await pair.mirror()
  await pair.is('connected')
  for (const fault of [
    { kind: 'lose' },
    { kind: 'torn' },
    { kind: 'flip', on: 'write' },
  ] as const) {
    const { undo } = await pair.disk.api.inject(fault, 1)
    await client.write(0, filled(5))
    assert.deepEqual(await atPeer.read(0, BLOCK), filled(5))
    assert.notDeepEqual(await client.read(0, BLOCK), filled(5))
    await undo()
    await client.write(0, filled(0))
  }
  const failing = await pair.disk.api.inject({ kind: 'error', on: ['write'], code: 'EIO' }, 1)
  assert.equal((await client.ask('write', { data: filled(6) })).error, 5)
  assert.deepEqual(await atPeer.read(0, BLOCK), filled(0))
  await failing.undo()
})

test('a peer whose disk fails is away, and one whose disk is too small never comes', async (t) => {
  const pair = await Pair.of(t)
  using client = await pair.disk.open()
  await pair.mirror()
  await pair.is('connected')
  const broken = await pair.peer.api.inject({ kind: 'error', on: ['write'], code: 'EIO' }, 1)
  await client.write(0, filled(1))
  assert.ok((await pair.state()).losses > 0)
  await broken.undo()
  await pair.is('connected')
  await pair.assertSame(client)

  const small = await Pair.of(t, SIZE - BLOCK)
  await small.mirror()
  await until('it is told', async () => /only|bytes/.test((await small.state()).lastLoss ?? ''))
  assert.equal((await small.state()).mode, 'degraded')
})

test('a peer that bars the mirror has it go on alone', async (t) => {
  const pair = await Pair.of(t)
  using client = await pair.disk.open()
  await pair.mirror()
  await pair.is('connected')
  const barred = await pair.peer.api.bar('mirror')
  await pair.is('degraded')
  await client.write(0, filled(1))
  await barred.undo()
  await pair.is('connected')
  await pair.assertSame(client)
})
