import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Call } from '../../../runner/workload.ts'
import { callOf, targetOf } from './calls.ts'
import { loopOf, proxyOf } from './plproxy.ts'

const write: Call = { name: 'write', text: 'UPDATE t SET value = $2 WHERE key = $1 AND value = $3' }
const readOne: Call = {
  name: 'read one',
  text: 'SELECT value FROM t WHERE key = $1',
  gives: { value: 'integers' },
}
const readAll: Call = {
  name: 'read all',
  text: 'SELECT key, value, ctid FROM t ORDER BY key',
  gives: { key: 'integer', value: 'integers' },
}

const flat = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

test('a function takes as many integers as its statement has places, and is called with them', () => {
  assert.equal(callOf(write), 'SELECT "write"($1, $2, $3) AS count')
  assert.equal(callOf(readOne), 'SELECT * FROM "read one"($1) ORDER BY 1')
  assert.equal(callOf(readAll), 'SELECT * FROM "read all"() ORDER BY 1')
})

test('where rows are it is the statement itself: what it gives, or how many rows it wrote', () => {
  assert.equal(
    targetOf(write),
    `CREATE FUNCTION "write"(integer, integer, integer) RETURNS integer LANGUAGE sql AS $body$ WITH changed AS (${write.text} RETURNING 1) SELECT count(*)::integer FROM changed $body$;`,
  )
  assert.equal(
    targetOf(readAll),
    `CREATE FUNCTION "read all"() RETURNS TABLE ("key" integer, "value" integer[]) LANGUAGE sql AS $body$ SELECT "key", "value" FROM (${readAll.text}) AS answer $body$;`,
  )
})

test('a call is made where the row of its first value is, and one of no row everywhere', () => {
  assert.match(flat(proxyOf(write)), /LANGUAGE plproxy .* RUN ON shard_of\(\$1\);/)
  assert.match(flat(proxyOf(readOne)), /RETURNS TABLE \("value" integer\[\]\).* shard_of\(\$1\);/)
  assert.match(flat(proxyOf(readAll)), /RUN ON ALL; \$body\$;$/)
})

test('a loop over servers is of calls of all rows, which it makes one by one', () => {
  const loop = flat(loopOf(readAll, 3))
  assert.match(loop, /RUN ON \$1; SELECT "key", "value" FROM "read all"\(\);/)
  assert.match(loop, /generate_series\(0, 2\) AS shard, "read all at"\(shard\)/)
  for (const call of [write, readOne]) assert.throws(() => loopOf(call, 3), /on one server alone/)
})
