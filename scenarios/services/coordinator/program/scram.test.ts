import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { verifierOf } from '../../../databases/postgres/roles.ts'
import { Scram } from './scram.ts'

test('a server that knows the verifier alone takes the proof of the password, and of no other', () => {
  const verifier = verifierOf('right')
  const [, iterations, salt, storedKey] = /\$(\d+):(.*)\$(.*):/.exec(verifier)!
  const proves = (password: string) => {
    const scram = new Scram(password)
    const bare = scram.first.slice('n,,'.length)
    const serverFirst = `${bare.slice('n=,'.length)}more,s=${salt},i=${iterations}`
    const [final, proof] = scram.answer(serverFirst).split(',p=')
    const signature = createHmac('sha256', Buffer.from(storedKey, 'base64'))
      .update(`${bare},${serverFirst},${final}`)
      .digest()
    const key = Buffer.from(proof, 'base64').map((byte, i) => byte ^ signature[i])
    return createHash('sha256').update(key).digest('base64') === storedKey
  }
  assert.equal(proves('right'), true)
  assert.equal(proves('wrong'), false)
})
