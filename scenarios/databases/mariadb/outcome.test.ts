import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorText, isUnprepared, outcomeOf } from './outcome.ts'

const told = (errno: number, message = 'words') =>
  Object.assign(new Error(message), { errno, sqlState: 'HY000', code: 'ER_SOMETHING' })
const unprepared = 'WSREP has not yet prepared node for application use'

test('what was refused for another transaction, a lock or a mistake certainly did not happen', () => {
  for (const errno of [1020, 1205, 1213, 1062, 1064, 1146])
    assert.equal(outcomeOf(told(errno)), 'fail', String(errno))
})

test('a lock that is refused let nothing happen, whichever way it was asked for', () => {
  const waited = 'Lock wait timeout exceeded; try restarting transaction'
  // What MariaDB 11.8 with Galera says to whom: measured with a row that another transaction has locked.
  const refused: Record<string, [errno: number, message: string]> = {
    'SELECT … FOR UPDATE NOWAIT': [1205, waited],
    'SELECT … FOR UPDATE WAIT 1': [1205, waited],
    'SELECT … LOCK IN SHARE MODE NOWAIT': [1205, waited],
    'LOCK TABLES … WRITE': [1205, waited],
    'LOCK TABLES … WRITE NOWAIT': [1205, waited],
    'LOCK TABLES … of a user without the right': [1044, "Access denied for user 'c'@'localhost'"],
    'INSERT into what LOCK TABLES … READ holds': [1099, "Table 'u' was locked with a READ lock"],
  }
  for (const [statement, [errno, message]] of Object.entries(refused)) {
    const error = Object.assign(new Error(message), { errno, sqlState: 'HY000' })
    assert.equal(outcomeOf(error), 'fail', statement)
  }
})

test('an error in the middle of a commit, an end of the server or of the connection says nothing of it', () => {
  for (const errno of [1180, 1053, 1317, 1927, 3100])
    assert.equal(outcomeOf(told(errno)), 'info', String(errno))
  assert.equal(
    outcomeOf(Object.assign(new Error('lost'), { code: 'PROTOCOL_CONNECTION_LOST' })),
    'info',
  )
  assert.equal(
    outcomeOf(Object.assign(new Error('reset'), { errno: -104, code: 'ECONNRESET' })),
    'info',
  )
  assert.equal(outcomeOf(undefined), 'info')
})

test('a node without a part in its cluster refuses a statement before it looks at it; what has the same number may be anything', () => {
  assert.equal(outcomeOf(told(1047, unprepared)), 'fail')
  assert.equal(isUnprepared(told(1047, unprepared)), true)
  assert.equal(outcomeOf(told(1047, 'Unknown command')), 'info')
})

test('kinds of errors can be counted by what they begin with', () => {
  assert.equal(errorText(told(1213, 'Deadlock found')), '1213 Deadlock found')
  const reset = Object.assign(new Error('read ECONNRESET'), { errno: -104, code: 'ECONNRESET' })
  assert.equal(errorText(reset), 'ECONNRESET read ECONNRESET')
})
