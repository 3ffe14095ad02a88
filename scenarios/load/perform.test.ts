import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { Operation } from '../../history/operation.ts'
import type { LoadAsked } from './asked.ts'
import { mixNamed, mixOf } from './mixes.ts'
import { Answers } from './no-op/answers.ts'
import { perform } from './perform.ts'

type Answering = (said: Buffer, socket: Socket, count: number, heard: Buffer) => void

/** A server without a database in this process; `answering` may do otherwise than send what it would say. */
async function serverOf(
  t: TestContext,
  answering: Answering = (said, socket) => socket.write(said),
) {
  let count = 0
  const server = createServer((socket) => {
    const answers = new Answers()
    socket.on('error', () => {})
    socket.on('data', (data) => answering(answers.to(data), socket, ++count, data))
  }).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    endpoint: { host: '127.0.0.1', port },
    credentials: { user: 'nobody', password: 'none', database: 'none' },
  }
}

async function load(t: TestContext, more: Partial<LoadAsked> = {}, answering?: Answering) {
  const target = await serverOf(t, answering)
  const mix = mixNamed('select-only')
  return perform({ target, mix, clients: 3, seconds: 0.2, seed: 1, scale: 1, ...more })
}

/** An error of a server, as the protocol has it. */
function errorOf(severity: string, code: string, message: string): Buffer {
  const fields = Buffer.from(`S${severity}\0C${code}\0M${message}\0\0`)
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeInt32BE(4 + fields.length, 1)
  return Buffer.concat([head, fields])
}

const inTransaction = Buffer.from([0x5a, 0, 0, 0, 5, 0x45])
const idle = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])

test('every transaction that is done is counted, and stands in the history', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'load-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const history = join(folder, 'history.jsonl')
  const { transactions, latencies, processorSeconds, lateness } = await load(t, { history })
  assert.ok(transactions > 0 && processorSeconds > 0)
  assert.equal(latencies.count, transactions)
  assert.equal(lateness, undefined)
  const lines = readFileSync(history, 'utf8').trimEnd().split('\n')
  const operations = lines.map((line) => JSON.parse(line) as Operation)
  assert.equal(operations.filter(({ type }) => type === 'ok').length, transactions)
  assert.equal(operations.length, 2 * transactions)
  assert.deepEqual(new Set(operations.map(({ process }) => process)), new Set([0, 1, 2]))
})

test('reads of a mix go to the replicas, writes to the target', async (t) => {
  const texts: string[][] = [[], []]
  const listening = (into: string[]) =>
    serverOf(t, (said, socket) => {
      into.push(said.toString('latin1'))
      socket.write(said)
    })
  const [target, replica] = [await listening(texts[0]), await listening(texts[1])]
  await perform({
    target,
    replicas: [replica],
    mix: mixNamed('read-mostly'),
    clients: 2,
    seconds: 0.2,
    seed: 1,
    scale: 1,
  })
  const [writes, reads] = texts.map(({ length }) => length)
  assert.ok(writes > 4 && reads > 3 * writes, `${writes} writes, ${reads} reads`)
})

test('an open loop does what was planned, and tells how late', async (t) => {
  const { transactions, lateness, notBegun } = await load(t, { rate: 500, seconds: 0.4 })
  assert.equal(lateness!.count, transactions)
  assert.ok(transactions > 0 && notBegun !== undefined)
})

test('what nobody was free for is counted once the load is over', async (t) => {
  const { transactions, notBegun } = await load(t, { rate: 1e6 })
  assert.ok(transactions > 0 && notBegun! > transactions, `${transactions}, ${notBegun}`)
})

test('what is rolled back for others is counted, and its transaction ended before the next', async (t) => {
  const afterFailures: boolean[] = []
  let hasFailed = false
  const answering: Answering = (said, socket, count, heard) => {
    if (hasFailed) afterFailures.push(heard.includes('rollback'))
    hasFailed = !hasFailed && count % 5 === 0
    const error = errorOf('ERROR', '40001', 'could not serialize access')
    socket.write(hasFailed ? Buffer.concat([error, inTransaction]) : said)
  }
  const { transactions, failed } = await load(t, { clients: 1 }, answering)
  assert.ok(transactions > 0)
  assert.equal(failed['40001'], afterFailures.length)
  assert.ok(afterFailures.every(Boolean))
})

test('any other error ends the load with the server’s word', async (t) => {
  const broken = load(t, {}, (said, socket, count) =>
    socket.write(count > 20 ? Buffer.concat([errorOf('ERROR', '53100', 'disk full'), idle]) : said),
  )
  await assert.rejects(broken, {
    code: 'runtime',
    message: /of select-only .*: 53100 disk full\.$/,
  })
})

test('a server that is lost ends the load, by its last word or without', async (t) => {
  const hangsUp = load(t, {}, (said, socket, count) =>
    count > 20 ? void socket.destroy() : socket.write(said),
  )
  await assert.rejects(hangsUp, { code: 'runtime', message: /closed the connection|ECONNRESET/ })
  const shutsDown = load(t, {}, (said, socket, count) => {
    if (count > 20) socket.end(errorOf('FATAL', '57P01', 'terminating connection'))
    else socket.write(said)
  })
  await assert.rejects(shutsDown, { code: 'runtime', message: /57P01 terminating connection/ })
})

test('a script that the server can not prepare is refused with line and column', async (t) => {
  const text = '\\set a 1\nSELECT :a,\n  wrong;'
  const fields = 'SERROR\0C42703\0Mcolumn "wrong" does not exist\0P14\0\0'
  const mix = mixOf({ name: 'own.sql', text })
  const refusal = Buffer.concat([
    Buffer.from([0x45, 0, 0, 0, 4 + fields.length]),
    Buffer.from(fields),
    idle,
  ])
  const refused = load(t, { mix, clients: 1 }, (said, socket, count) =>
    socket.write(count > 1 ? refusal : said),
  )
  await assert.rejects(refused, {
    code: 'usage',
    message: /^own\.sql, line 3, column 3: the server says 42703 column "wrong" does not exist\.$/,
  })
})

test('what can not be computed ends the load with its place', async (t) => {
  const mix = mixOf({ name: 'own.sql', text: '\\set a 1 / 0\nSELECT :a;' })
  await assert.rejects(load(t, { mix }), { code: 'usage', message: /line 1, column 7: division/ })
})

test('a script that leaves its transaction open is refused', async (t) => {
  const mix = mixOf({ name: 'own.sql', text: 'BEGIN; SELECT 1;' })
  const open = load(t, { mix, clients: 1 }, (said, socket, count) =>
    socket.write(count > 3 ? Buffer.concat([said.subarray(0, -6), inTransaction]) : said),
  )
  await assert.rejects(open, { code: 'usage', message: /leaves its transaction open: end it/ })
})

test('a server that nobody can reach is told with what to do', async (t) => {
  const target = await serverOf(t)
  target.endpoint.port = 1
  await assert.rejects(load(t, { target }), {
    code: 'runtime',
    message: /3 connections can't be opened/,
  })
})
