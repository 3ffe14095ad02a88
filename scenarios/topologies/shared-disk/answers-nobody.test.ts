import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { answersOf } from './answers-nobody.ts'

/** A look at a node where an attempt to connect fails so. */
function look(error: object): Promise<string[]> {
  const server = {
    node: { name: 'n1' },
    connect: () => Promise.reject(Object.assign(new Error('no'), error)),
  } as unknown as PostgresServer
  return answersOf(server).look()
}

test('a server that refuses a session is there, and whatever the network says is none', async () => {
  assert.deepEqual(await look({ severity: 'FATAL', code: '57P03' }), ['a server answered: no'])
  for (const code of ['ECONNREFUSED', 'EPIPE', undefined])
    assert.deepEqual(await look({ code }), [])
})
