import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { makeRoles, statementsFor, verifierOf } from './roles.ts'

const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const bytes = (base64: string) => Buffer.from(base64, 'base64')

/** The exchange of RFC 7677, section 3. */
const rfc = {
  salt: 'W22ZaJ0SNY7soEsUEjb6gQ==',
  message:
    'n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,' +
    's=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
  proof: 'dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
  signature: '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
}

test('a verifier accepts the proof of RFC 7677 and signs as it does', () => {
  const [kind, parameters, keys] = verifierOf('pencil', bytes(rfc.salt)).split('$')
  assert.equal(kind, 'SCRAM-SHA-256')
  assert.equal(parameters, `4096:${rfc.salt}`)
  const [storedKey, serverKey] = keys.split(':').map(bytes)
  const clientSignature = hmac(storedKey, rfc.message)
  const clientKey = bytes(rfc.proof).map((byte, i) => byte ^ clientSignature[i])
  assert.deepEqual(createHash('sha256').update(clientKey).digest(), storedKey)
  assert.equal(hmac(serverKey, rfc.message).toString('base64'), rfc.signature)
})

test('a verifier has a salt of its own each time', () => {
  assert.notEqual(verifierOf('pencil'), verifierOf('pencil'))
})

test('three roles have three passwords, and their statements have none of them', () => {
  const roles = makeRoles()
  const passwords = Object.values(roles).map(({ password }) => password)
  assert.equal(new Set(passwords).size, 3)
  const statements = statementsFor(roles)
  assert.equal(statements.split('\n').length, 5)
  assert.deepEqual(
    passwords.filter((password) => statements.includes(password)),
    [],
  )
})
