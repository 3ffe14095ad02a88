import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import type pg from 'pg'
import type { Statements, Work } from '../../../runner/workload.ts'
import { isMidCommit } from '../../claims/over-servers.ts'
import { sessionOf } from './client.ts'

/** A server that refuses one statement, as in a conflict. */
class Refusing extends EventEmitter {
  readonly asked: string[] = []
  private readonly refused: string

  constructor(refused: string) {
    super()
    this.refused = refused
  }

  async query(query: string | { text: string }) {
    const text = typeof query === 'string' ? query : query.text
    this.asked.push(text)
    if (text !== this.refused) return { rows: [], rowCount: 0 }
    throw Object.assign(new Error('could not serialize'), { code: '40001', severity: 'ERROR' })
  }
}

const statement = { name: 'add', text: 'ADD', foreign: 'ADD ELSEWHERE', values: [] }
const work: Work = {
  isolation: 'repeatable-read',
  perform: async (statements: Statements) => void (await statements.run(statement)),
}

async function told(refused: string, foreign: boolean) {
  const server = new Refusing(refused)
  const session = sessionOf(server as unknown as pg.Client, work, { foreign })
  const { type, error } = await session.apply({ f: 'add', value: 1, access: 'write' })
  return { type, error, usable: session.usable, asked: server.asked }
}

test('a commit that is refused has failed, unless others commit for the server that is asked', async () => {
  const own = await told('COMMIT', false)
  assert.deepEqual([own.type, isMidCommit(own.error), own.asked[1]], ['fail', false, 'ADD'])
  const others = await told('COMMIT', true)
  assert.deepEqual([others.type, isMidCommit(others.error)], ['info', true], others.error)
  assert.equal(others.asked[1], 'ADD ELSEWHERE')
})

test('what is refused before the commit has failed everywhere, and its session goes on', async () => {
  const { type, error, usable, asked } = await told('ADD ELSEWHERE', true)
  assert.deepEqual([type, isMidCommit(error), usable], ['fail', false, true])
  assert.equal(asked.at(-1), 'ROLLBACK')
})
