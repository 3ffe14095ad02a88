import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { answersOf } from './answers-nobody.ts'

/** A look at a node where an attempt to connect comes to this. */
function lookWhere(connect: () => Promise<object>): Promise<string[]> {
  return answersOf({ node: { name: 'n1' }, connect } as unknown as PostgresServer).look()
}

const look = (error: object) =>
  lookWhere(() => Promise.reject(Object.assign(new Error('no'), error)))

test('a session that is let in is told, and not kept', async () => {
  let ends = 0
  const session = { connection: { stream: { destroy: () => void ends++ } } }
  assert.deepEqual(await lookWhere(async () => session), ['a session was let in'])
  assert.equal(ends, 1)
})

test('a server that refuses a session is there, and whatever the network says is none', async () => {
  assert.deepEqual(await look({ severity: 'FATAL', code: '57P03' }), ['a server answered: no'])
  for (const code of ['ECONNREFUSED', 'EPIPE', undefined])
    assert.deepEqual(await look({ code }), [])
})
