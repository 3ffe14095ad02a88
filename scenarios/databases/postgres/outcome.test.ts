import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { errorText, outcomeOf } from './outcome.ts'

const withCode = (code: unknown) => Object.assign(new Error('what happened'), { code })

// One or more of each row of the table.
const certainlyNot = {
  '08001': 'could not connect',
  '08004': 'connection refused by the server',
  '0A000': 'feature not supported',
  '22012': 'division by zero',
  '22P02': 'not a number',
  '23505': 'unique violation',
  '23503': 'foreign key violation',
  '25006': 'read-only transaction, as on a standby',
  '25P02': 'transaction is aborted',
  '26000': 'no such prepared statement',
  '28P01': 'wrong password',
  '28000': 'no entry in pg_hba.conf',
  '3D000': 'no such database',
  '40001': 'serialization failure',
  '40P01': 'deadlock',
  '42P01': 'no such table',
  '42601': 'syntax error',
  '53100': 'disk full',
  '53300': 'too many connections',
  '54000': 'program limit exceeded',
  '55P03': 'lock not available',
  '57P03': 'the server is starting up',
  P0001: 'raised by a function',
}

const nobodyKnows = {
  '57P01': 'administrator’s shutdown',
  '57P02': 'crash',
  '57P05': 'idle session timeout',
  '57014': 'query cancelled',
  '08000': 'connection exception',
  '08003': 'connection does not exist',
  '08006': 'connection failure',
  '08007': 'transaction resolution unknown',
  '08P01': 'protocol violation',
  '40000': 'rollback of an unknown kind',
  '40002': 'integrity constraint violated at the commit',
  '40003': 'statement completion unknown',
  '58030': 'I/O error',
  XX000: 'internal error',
  XX001: 'corrupted data',
  ZZ999: 'a code that nobody has heard of',
  ECONNRESET: 'the connection broke',
  ECONNREFUSED: 'said of a connection, not of a statement',
  EPIPE: 'the connection broke while writing',
  ETIMEDOUT: 'no answer',
}

describe('outcomeOf', () => {
  for (const [code, what] of Object.entries(certainlyNot))
    test(`${code} (${what}) certainly did not happen`, () =>
      assert.equal(outcomeOf(withCode(code)), 'fail'))

  for (const [code, what] of Object.entries(nobodyKnows))
    test(`${code} (${what}) may have happened`, () =>
      assert.equal(outcomeOf(withCode(code)), 'info'))

  test('whatever has no SQLSTATE may have happened', () => {
    const strange = [new Error('Connection terminated'), withCode(42), withCode(''), withCode('22')]
    for (const error of [...strange, withCode('220122'), undefined, null, 'text'])
      assert.equal(outcomeOf(error), 'info')
  })
})

describe('errorText', () => {
  test('begins with the code where there is one', () => {
    assert.equal(errorText(withCode('40001')), '40001 what happened')
    assert.equal(errorText(withCode('ECONNRESET')), 'ECONNRESET what happened')
    assert.equal(errorText(new Error('Query read timeout')), 'Query read timeout')
  })
})
