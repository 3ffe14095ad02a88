import assert from 'node:assert/strict'
import { test } from 'node:test'
import type pg from 'pg'
import { NotApplied, type Call, type Request, type Work } from '../../../runner/workload.ts'
import { isMidCommit } from '../../claims/over-servers.ts'
import { callingSession } from './calling-session.ts'

const debit: Call = { name: 'debit', text: 'UPDATE accounts SET balance = $2 WHERE account = $1' }
const credit: Call = { ...debit, name: 'credit' }
const read: Call = { name: 'read', text: 'SELECT', gives: { balance: 'integer' } }
const calls = new Map([debit, credit, read].map((call) => [call.name, call]))

type Said = { text: string } | string

/** A connection that gives one row for everything, unless it is to `answer` otherwise. */
function clientOf(answer: (text: string) => void = () => {}) {
  const heard: string[] = []
  const query = async (said: Said) => {
    const text = typeof said === 'string' ? said : said.text
    heard.push(text)
    answer(text)
    return { rows: [{ count: 1, balance: 7 }], rowCount: 1 }
  }
  const client = { on() {}, query } as unknown as pg.Client
  return { client, heard }
}

const failsAt = (words: string, code: string, message = 'no') =>
  clientOf((text) => {
    if (text.includes(words)) throw Object.assign(new Error(message), { code, severity: 'ERROR' })
  })

const transfer: Request = { f: 'transfer', value: 1, access: 'write' }
const both: Work = {
  isolation: 'read-committed',
  async perform(statements) {
    for (const call of [debit, credit]) await statements.run({ ...call, values: [1, 2] })
    return 'done'
  },
}

async function ended({ client }: ReturnType<typeof clientOf>, work = both) {
  const session = callingSession(calls)(client, work)
  const { type, error } = await session.apply(transfer)
  return { type, isMidCommit: isMidCommit(error), error, usable: session.usable }
}

test('a statement that has a function is a call of it, with the same values, and any other is itself', async () => {
  const { client, heard } = clientOf()
  const work: Work = {
    async perform(statements) {
      const { count, rows } = await statements.run({ ...debit, values: [1, 2] })
      assert.deepEqual([count, rows], [1, []])
      const { rows: read1 } = await statements.run({ ...read, values: [] })
      assert.equal(read1[0].balance, 7)
      await statements.run({ name: 'own', text: 'SELECT 1', values: [] })
    },
  }
  assert.equal((await callingSession(calls)(client, work).apply(transfer)).type, 'ok')
  assert.deepEqual(heard, [
    'SELECT "debit"($1, $2) AS count',
    'SELECT * FROM "read"() ORDER BY 1',
    'SELECT 1',
  ])
})

test('an error after a write is in doubt and told as mid-commit, for the write has been committed', async () => {
  for (const words of ['credit', 'COMMIT'])
    assert.deepEqual(await ended(failsAt(words, '40001')), {
      type: 'info',
      isMidCommit: true,
      error: '40001 no (in its commit)',
      usable: true,
    })
})

test('the first write that is certainly refused left nothing; one that is in doubt may have', async () => {
  const refused = await ended(failsAt('debit', '55P03'))
  assert.deepEqual([refused.type, refused.isMidCommit, refused.usable], ['fail', false, true])
  const lost = await ended(failsAt('debit', 'XX000', '[postgres] PQconsumeInput: closed'))
  assert.deepEqual([lost.type, lost.isMidCommit], ['info', true])
})

test('where PL/Proxy could not connect it called nothing', async () => {
  const message =
    'PL/Proxy function public.debit(2): [postgres] PQconnectPoll: connection refused\n'
  const first = await ended(failsAt('debit', 'XX000', message))
  assert.deepEqual([first.type, first.isMidCommit], ['fail', false])
  const second = await ended(failsAt('credit', 'XX000', message))
  assert.deepEqual([second.type, second.isMidCommit], ['info', true])
})

test('what a single statement met is told as it is, and so is a miss after a write: the server rolled back', async () => {
  const single: Work = { perform: (statements) => statements.run({ ...debit, values: [1, 2] }) }
  const lost = await ended(failsAt('debit', '08006'), single)
  assert.deepEqual([lost.type, lost.isMidCommit], ['info', false])
  const misses: Work = {
    isolation: 'read-committed',
    async perform(statements) {
      await statements.run({ ...debit, values: [1, 2] })
      throw new NotApplied()
    },
  }
  const connection = clientOf()
  assert.equal((await ended(connection, misses)).type, 'fail')
  assert.equal(connection.heard.at(-1), 'ROLLBACK')
})
