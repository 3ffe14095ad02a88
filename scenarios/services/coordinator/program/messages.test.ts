import assert from 'node:assert/strict'
import { test } from 'node:test'
import { columnsOf, fieldsOf, int16, message, messagesIn, rowOf } from './messages.ts'

const bytes = (text: string) => Buffer.from(text)
const value = (text: string) => Buffer.concat([Buffer.of(0, 0, 0, text.length), bytes(text)])

test('messages are whole or not there yet, wherever what comes is cut', () => {
  const all = Buffer.concat([message('C', 'UPDATE 1'), message('Z', bytes('I')), message('1')])
  for (let cut = 0; cut <= all.length; cut++) {
    const first = messagesIn(all.subarray(0, cut))
    const then = messagesIn(Buffer.concat([first.rest, all.subarray(cut)]))
    const types = [...first.messages, ...then.messages].map(({ type }) => type)
    assert.deepEqual([types.join(''), then.rest.length], ['CZ1', 0], `cut at ${cut}`)
  }
})

test('a row tells an empty value from none', () => {
  const body = Buffer.concat([int16(3), value('seven'), value(''), Buffer.alloc(4, 255)])
  assert.deepEqual(rowOf(body), ['seven', '', null])
})

test('columns have names and types, errors have a severity, a code and words', () => {
  const column = (name: string, type: number) => {
    const rest = Buffer.alloc(18)
    rest.writeInt32BE(type, 6)
    return Buffer.concat([bytes(`${name}\0`), rest])
  }
  const described = Buffer.concat([int16(2), column('key', 23), column('elements', 1007)])
  assert.deepEqual(columnsOf(described), [
    ['key', 23],
    ['elements', 1007],
  ])
  const { S, C, M } = fieldsOf(bytes('SERROR\0C40001\0Mno\0\0'))
  assert.deepEqual([S, C, M], ['ERROR', '40001', 'no'])
})
