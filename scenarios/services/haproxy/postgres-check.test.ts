import assert from 'node:assert/strict'
import { test } from 'node:test'
import { postgresCheck } from './postgres-check.ts'

const credentials = { user: 'health', password: 'secret', database: 'postgres' }
const roles = ['read-write', 'read-only', 'primary', 'standby'] as const
const hex = (text: string) => Buffer.from(text).toString('hex').toUpperCase()

test('it says who it is, and its password when it is asked for it', () => {
  const lines = postgresCheck('primary', credentials)
  const startup = `0000002700030000${hex('user\0health\0database\0postgres\0\0')}`
  assert.equal(lines[2], `tcp-check send-binary ${startup}`)
  assert.equal(lines[3], 'tcp-check expect binary 520000000800000003')
  assert.equal(lines[4], `tcp-check send-binary 700000000B${hex('secret\0')}`)
  assert.equal(lines.at(-1), 'tcp-check send-binary 5800000004')
})

test('what a server reports of itself decides as it does for libpq', () => {
  const said = (standby: string, readOnly: string) =>
    [
      ['default_transaction_read_only', readOnly],
      ['in_hot_standby', standby],
    ]
      .map(
        ([name, value]) =>
          `S\0\0\0${String.fromCharCode(6 + name.length + value.length)}${name}\0${value}\0`,
      )
      .join('')
  const fits = (answer: string) =>
    roles.filter((attrs) => {
      const line = postgresCheck(attrs, credentials).find((each) => each.includes('rbinary'))
      return new RegExp(line!.split(' ').at(-1)!).test(hex(answer))
    })
  assert.deepEqual(fits(said('off', 'off')), ['read-write', 'primary'])
  assert.deepEqual(fits(said('off', 'on')), ['read-only', 'primary'])
  assert.deepEqual(fits(said('on', 'off')), ['read-only', 'standby'])
  assert.deepEqual(postgresCheck('any', credentials), ['option pgsql-check user health'])
})
