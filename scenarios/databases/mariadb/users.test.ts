import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeUsers, statementsFor, verifierOf } from './users.ts'

test('a verifier is what MariaDB’s own PASSWORD() gives', () => {
  assert.equal(verifierOf('password'), '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19')
})

test('the server is told no password', () => {
  const users = makeUsers()
  const told = statementsFor(users)
  for (const { password } of [users.administrator, users.client])
    assert.equal(told.includes(password), false)
})
