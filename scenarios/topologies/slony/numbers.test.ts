import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Numbers } from './numbers.ts'
import { options, serversOf } from './options.ts'

test('a server that is made anew has a number that no server ever had', () => {
  const servers = serversOf(options.parse({ subscribers: 4 }))
  const numbers = new Numbers()
  const all = servers.map((name) => numbers.of(name))
  assert.deepEqual(all, [1, 2, 3, 4, 5])
  for (const name of [...servers, ...servers, 'n1']) {
    all.push(numbers.renew(name))
    assert.equal(numbers.of(name), all.at(-1))
  }
  assert.equal(new Set(all).size, all.length, String(all))
})
