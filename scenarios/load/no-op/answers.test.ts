import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serialize } from 'pg-protocol'
import { Answers } from './answers.ts'

const { startup, parse, bind, execute, sync, query } = serialize
const said = Buffer.concat([
  startup({ user: 'nobody', database: 'none' }),
  parse({ name: 's', text: 'SELECT 1' }),
  bind({ statement: 's' }),
  execute(),
  sync(),
  query('SELECT 2'),
])

/** The letters of messages. */
function letters(answer: Buffer): string {
  let found = ''
  for (let at = 0; at < answer.length; at += 1 + answer.readInt32BE(at + 1))
    found += String.fromCharCode(answer[at])
  return found
}

test('everything that is said is answered, however it is cut', () => {
  for (const size of [said.length, 1, 7]) {
    const answers = new Answers()
    const answered: Buffer[] = []
    for (let at = 0; at < said.length; at += size)
      answered.push(answers.to(said.subarray(at, at + size)))
    assert.equal(letters(Buffer.concat(answered)), 'RSKZ12CZCZ')
  }
})

test('whoever asks for encryption is told that there is none', () => {
  const answers = new Answers()
  assert.equal(answers.to(serialize.requestSsl()).toString(), 'N')
  assert.equal(letters(answers.to(startup({ user: 'nobody' }))), 'RSKZ')
})
