import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAddress, parseAddress, resolveListen } from './address.ts'

test('addresses', async () => {
  assert.deepEqual(parseAddress('db:5432'), { host: 'db', port: 5432 })
  assert.deepEqual(parseAddress(':5432'), { host: '', port: 5432 })
  assert.deepEqual(parseAddress('[::1]:5432'), { host: '::1', port: 5432 })
  assert.deepEqual(parseAddress(''), { host: '', port: 0 })
  assert.throws(() => parseAddress('db'), { message: 'address db: missing port in address' })
  assert.throws(() => parseAddress('::1:5'), {
    message: 'address ::1:5: too many colons in address',
  })
  assert.throws(() => parseAddress('db:70000'), { message: 'address 70000: invalid port' })
  assert.throws(() => parseAddress('db:http'), { message: 'address db:http: unknown port' })
  assert.deepEqual(await resolveListen('localhost:1'), { host: '127.0.0.1', port: 1 })
  assert.equal(formatAddress({ address: '::', port: 1 }), '[::]:1')
})
