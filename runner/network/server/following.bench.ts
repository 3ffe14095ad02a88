/** What it costs to follow a connection, with a cut that is armed and never comes: `node following.bench.ts`. */
import Table from 'cli-table3'
import type { Line } from './conversation.fixture.ts'
import { CUT_AT } from './cut-at.ts'
import { Follower } from './follower.ts'
import * as mysql from './mysql.fixture.ts'
import * as postgres from './postgres.fixture.ts'
import { protocols } from './protocols.ts'
import { Toxic } from './toxic.ts'

const ROUNDS = 9
const TRANSACTIONS = 20_000

const insert = 'INSERT INTO lists VALUES ($1, ARRAY[$2::integer]) ON CONFLICT (key) DO NOTHING'
const select = 'SELECT elements FROM lists WHERE "key" = $1'

/** What opens a session, and a transaction of a write and a read, both prepared before. */
const sessions: Record<string, { opens: Line[]; transaction: Line[] }> = {
  postgres: {
    opens: [
      ['client', postgres.startup()],
      ['server', postgres.ready('I')],
      ['client', postgres.parse('write', insert)],
      ['client', postgres.parse('read', select)],
    ],
    transaction: [
      ['client', postgres.query('BEGIN')],
      ['server', Buffer.concat([postgres.done('BEGIN'), postgres.ready('T')])],
      ['client', postgres.execute('write')],
      ['server', answerOf('INSERT 0 1')],
      ['client', postgres.execute('read')],
      ['server', answerOf('SELECT 1', postgres.lettered('D', Buffer.alloc(200, 1)))],
      ['client', postgres.query('COMMIT')],
      ['server', Buffer.concat([postgres.done('COMMIT'), postgres.ready('I')])],
    ],
  },
  mysql: {
    opens: [
      ['server', mysql.greeting],
      ['client', mysql.response()],
      ['server', mysql.ok({ sequence: 2 })],
      ['client', mysql.prepare(insert)],
      ['server', mysql.prepared(1)],
      ['client', mysql.prepare(select)],
      ['server', mysql.prepared(2)],
    ],
    transaction: [
      ['client', mysql.query('START TRANSACTION')],
      ['server', mysql.ok({ open: true })],
      ['client', mysql.execute(1)],
      ['server', mysql.ok({ open: true })],
      ['client', mysql.execute(2)],
      ['server', mysql.rows],
      ['client', mysql.query('COMMIT')],
      ['server', mysql.ok()],
    ],
  },
}

function answerOf(tag: string, ...rows: Buffer[]): Buffer {
  const { lettered, done, ready } = postgres
  return Buffer.concat([lettered('2'), ...rows, done(tag), ready('T')])
}

const idle = new Toxic({
  name: 'idle',
  type: CUT_AT,
  stream: 'downstream',
  toxicity: 1,
  attributes: { message: 'parse', statement: 'nobody sends this' },
})

/** Microseconds of processor time that a transaction takes. */
function costOf(protocol: string): number {
  const { opens, transaction } = sessions[protocol]
  const follower = new Follower(protocols.get(protocol)!(), [idle])
  const follow = (lines: Line[]) => {
    for (const [side, bytes] of lines)
      follower.cutIn(side === 'client' ? 'upstream' : 'downstream', bytes)
  }
  follow(opens)
  const start = process.cpuUsage()
  for (let i = 0; i < TRANSACTIONS; i++) follow(transaction)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / TRANSACTIONS
}

const costs = new Map<string, number[]>([...protocols.keys()].map((name) => [name, []]))
for (let round = 0; round < ROUNDS; round++)
  for (const [protocol, measured] of costs) measured.push(costOf(protocol))

const table = new Table({
  head: ['µs of processor time a transaction', 'cold', 'median', 'best'],
  style: { head: [], border: [] },
})
for (const [protocol, measured] of costs) {
  const sorted = measured.toSorted((a, b) => a - b)
  const told = [measured[0], sorted[Math.floor(ROUNDS / 2)], sorted[0]]
  table.push([protocol, ...told.map((each) => each.toFixed(1))])
}
console.log(table.toString())
