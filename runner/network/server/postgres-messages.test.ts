import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bodyOf, Messages } from './messages.ts'
import { greeting, opening } from './postgres-messages.ts'
import { lettered, sslRequest, startup } from './postgres.fixture.ts'

type Side = 'client' | 'server'
const first = { client: opening, server: greeting }

interface Told {
  type: string
  body: string
}

/** What a stream in these chunks is told to be, with each message's place in all of it. */
function read(side: Side, chunks: Buffer[]): { told: Told[]; ends: number[]; starts: number[] } {
  const messages = new Messages(first[side])
  const found = { told: [] as Told[], ends: [] as number[], starts: [] as number[] }
  let before = 0
  for (const chunk of chunks) {
    messages.each(chunk, (message) => {
      found.told.push({ type: message.type, body: bodyOf(message).toString('latin1') })
      found.starts.push(before + message.start)
      found.ends.push(before + message.end)
    })
    before += chunk.length
  }
  return found
}

function split(bytes: Buffer, sizes: number[]): Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : 1 + (sizes[i % sizes.length] % 40)
    chunks.push(bytes.subarray(at, (at += size)))
  }
  return chunks
}

const bodies = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes))
const typed = fc
  .tuple(fc.constantFrom(...'PBDESQXCZ12TdcNR'), bodies)
  .map(([type, body]) => ({ type, body }))

const streams = fc
  .record({
    side: fc.constantFrom<Side>('client', 'server'),
    asks: fc.nat(2),
    first: bodies,
    rest: fc.array(typed, { minLength: 1, maxLength: 30 }),
  })
  .map(({ side, asks, first, rest }) => {
    // What begins a server's stream is no answer to the question for encryption.
    const greeted = side === 'server' ? [{ type: 'R', body: first }] : []
    const before = Array.from({ length: asks }, () =>
      side === 'client'
        ? { type: 'ssl', bytes: sslRequest, body: '' }
        : { type: 'no', bytes: Buffer.from('N'), body: '' },
    )
    const started =
      side === 'client'
        ? [
            {
              type: 'startup',
              bytes: startup(first),
              body: first.toString('latin1'),
            },
          ]
        : []
    const letters = [...greeted, ...rest].map(({ type, body }) => ({
      type,
      bytes: lettered(type, body),
      body: body.toString('latin1'),
    }))
    return { side, all: [...before, ...started, ...letters] }
  })

test('however a stream is split, its messages are the same, and where they stand', () => {
  fc.assert(
    fc.property(streams, fc.array(fc.nat(200)), ({ side, all }, sizes) => {
      const bytes = Buffer.concat(all.map((each) => each.bytes))
      const found = read(side, split(bytes, sizes))
      assert.deepEqual(
        found.told,
        all.map(({ type, body }) => ({ type, body })),
      )
      let at = 0
      for (const [i, each] of all.entries()) {
        assert.equal(found.starts[i], at)
        assert.equal(found.ends[i], (at += each.bytes.length))
      }
    }),
  )
})

test('a long message is passed over, and its beginning is kept', () => {
  const long = Buffer.alloc(3_000_000, 'x')
  const bytes = Buffer.concat([startup(), lettered('Q', long), lettered('X', Buffer.from(''))])
  for (const sizes of [[39, 38, 37], []]) {
    const { told } = read('client', split(bytes, sizes))
    assert.deepEqual(
      told.map(({ type }) => type),
      ['startup', 'Q', 'X'],
    )
    assert.match(told[1].body, /^x{1000,1024}$/)
  }
})

const dark = {
  'a client that was granted encryption': [
    'client',
    sslRequest,
    Buffer.from('16030100aa010000a60303', 'hex'),
  ],
  'a client that begins with it': ['client', Buffer.from('1603010200010001fc0303', 'hex')],
  'a server that grants it': ['server', Buffer.from('S'), Buffer.from('160303007a020000', 'hex')],
  'a server that grants GSS': ['server', Buffer.from('G')],
  'another protocol': ['client', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  'a length that can’t be': ['client', startup(), Buffer.from('Q\0\0\0\x03')],
} as const

for (const [what, [side, ...chunks]] of Object.entries(dark))
  test(`${what} can’t be followed`, () => {
    for (const sizes of [[], [0], [2, 4]]) {
      const messages = new Messages(first[side as Side])
      const told: string[] = []
      for (const chunk of split(Buffer.concat(chunks as readonly Buffer[]), sizes))
        messages.each(chunk, ({ type }) => told.push(type))
      assert.equal(messages.followed, false)
      assert.ok(told.every((type) => ['ssl', 'startup'].includes(type)))
    }
  })

test('random bytes never end it otherwise than by its own word', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Side>('client', 'server'),
      fc.array(fc.uint8Array({ maxLength: 100 })),
      (side, chunks) =>
        void read(
          side,
          chunks.map((chunk) => Buffer.from(chunk)),
        ),
    ),
  )
})
