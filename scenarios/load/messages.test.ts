import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Messages } from './messages.ts'

function message(letter: string, content = ''): Buffer {
  const head = Buffer.alloc(5)
  head.write(letter)
  head.writeInt32BE(4 + content.length, 1)
  return Buffer.concat([head, Buffer.from(content)])
}

const said = Buffer.concat([
  message('2'),
  // A row whose bytes look like what is waited for.
  message('D', 'Z\0\0\0\x05I E\0'),
  message('C', 'SELECT 1\0'),
  message('Z', 'I'),
  message('E', 'SERROR\0C40001\0Mtry again\0P7\0\0'),
  message('Z', 'E'),
  message('N', 'SNOTICE\0\0'),
  message('Z', 'T'),
])

test('the ends of answers and the errors are found in whatever pieces they come', () => {
  for (let size = 1; size <= said.length; size++) {
    const heard: unknown[] = []
    const messages = new Messages({
      error: ({ code, message: words, position }) => heard.push([code, words, position]),
      ready: (open) => heard.push(open),
    })
    // One buffer for all pieces, as the socket has it.
    const buffer = Buffer.alloc(size)
    for (let at = 0; at < said.length; at += size) {
      const length = said.copy(buffer, 0, at, at + size)
      messages.read(buffer.subarray(0, length))
    }
    assert.deepEqual(heard, [false, ['40001', 'try again', '7'], true, true], `by ${size} bytes`)
  }
})
