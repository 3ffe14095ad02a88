import assert from 'node:assert/strict'
import { test } from 'node:test'
import { set } from '../../workloads/set.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { byPlproxy } from './by-plproxy.ts'

test('a workload whose statements are no functions is refused, but for tables that lie on one server', () => {
  const [table] = set.tables
  const { calls: _, ...mute } = table
  const refusedWith = (...tables: (typeof set.tables)[number][]) =>
    byPlproxy(true).refuses({ ...set, tables }, 'one-phase')
  assert.equal(refusedWith(table), undefined)
  assert.match(refusedWith(table, mute)!, /calls functions alone/)
  assert.equal(refusedWith(table, { ...mute, whole: true }), undefined)
})

test('of all rows shards are called at once, or in a loop where that is asked for; of one row never in a loop', async () => {
  const made = async (atOnce: boolean) => {
    const said: string[] = []
    const server = { query: async (text: string) => said.push(text) } as unknown as PostgresServer
    await byPlproxy(atOnce).atCoordinator(server, set.tables, [])
    return said
  }
  const isLoop = (text: string) => text.includes('generate_series')
  const [add, read, count] = await made(false)
  assert.deepEqual([add, read, count].map(isLoop), [false, true, true])
  const atOnce = await made(true)
  assert.deepEqual(atOnce.map(isLoop), [false, false, false])
  assert.match(atOnce[0], /RUN ON shard_of\(\$1\)/)
  assert.match(atOnce[1], /RUN ON ALL/)
})
