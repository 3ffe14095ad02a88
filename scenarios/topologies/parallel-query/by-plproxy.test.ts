import assert from 'node:assert/strict'
import { test } from 'node:test'
import { set } from '../../workloads/set.ts'
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
