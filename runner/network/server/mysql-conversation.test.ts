import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { passagesIn, type Line } from './conversation.fixture.ts'
import { MysqlConversation } from './mysql-conversation.ts'
import {
  encrypting,
  execute,
  greeting,
  ok,
  packet,
  prepare,
  prepared,
  query,
  refused,
  response,
  rows,
} from './mysql.fixture.ts'

const passagesOf = (lines: Line[], size?: number) =>
  passagesIn(new MysqlConversation(), lines, size)

const names = (lines: Line[], size?: number) =>
  passagesOf(lines, size).map((told) => told.replace(/ -?\d+ /, ' '))

const opened: Line[] = [
  ['server', greeting],
  ['client', response()],
  ['server', ok({ sequence: 2 })],
]
const insert = 'INSERT INTO t VALUES (1)'

/** Statements one after the other, each done. */
const done = (...texts: string[]): Line[] => {
  let open = false
  return texts.flatMap((text): Line[] => {
    open = /^(START|BEGIN)/.test(text) || (open && !/^(COMMIT|ROLLBACK)/.test(text))
    return [
      ['client', query(text)],
      ['server', text.startsWith('SELECT') ? rows : ok({ open })],
    ]
  })
}

test('a write by itself commits as it is asked, and the OK is its answer', () => {
  const [asked, answered] = [response().length, greeting.length + ok({ sequence: 2 }).length]
  const end = asked + query(insert).length
  assert.deepEqual(passagesOf([...opened, ...done(insert)]), [
    `parse ${end} ${insert}`,
    `commit-withheld ${asked} ${insert}`,
    `commit-sent ${end} ${insert}`,
    `commit-answered ${answered} ${insert}`,
  ])
})

const commits = (lines: Line[]) => names(lines).filter((told) => !told.startsWith('parse'))
const ofCommit = ['commit-withheld COMMIT', 'commit-sent COMMIT', 'commit-answered COMMIT']

test('a transaction commits with its COMMIT alone', () => {
  assert.deepEqual(
    commits([...opened, ...done('START TRANSACTION', 'SELECT 1', insert, 'COMMIT')]),
    ofCommit,
  )
})

test('a session that does not commit by itself does so with its COMMIT', () => {
  const lines: Line[] = [
    ...opened,
    ['client', query('SET autocommit = 0')],
    ['server', ok({ autocommit: false })],
    ['client', query(insert)],
    ['server', ok({ autocommit: false, open: true })],
    ['client', query('COMMIT')],
    ['server', ok({ autocommit: false })],
  ]
  assert.deepEqual(commits(lines), ofCommit)
})

test('what writes nothing, or is rolled back, commits nothing', () => {
  const read = [...opened, ...done('START TRANSACTION', 'SELECT 1', 'COMMIT')]
  const back = [...opened, ...done('START TRANSACTION', insert, 'ROLLBACK')]
  const after = [...back, ...done('START TRANSACTION', 'SELECT 1', 'COMMIT')]
  for (const lines of [read, back, after, [...opened, ...done('SELECT 1')]])
    assert.deepEqual(commits(lines), [])
})

test('a COMMIT that is refused was sent, and is not answered as one', () => {
  const lines: Line[] = [
    ...opened,
    ...done('START TRANSACTION', insert),
    ['client', query('COMMIT')],
    ['server', refused],
    ...done('ROLLBACK', 'SELECT 1'),
  ]
  assert.deepEqual(commits(lines), ['commit-withheld COMMIT', 'commit-sent COMMIT'])
})

test('a prepared statement is parsed once, and commits whenever it runs', () => {
  const lines: Line[] = [
    ...opened,
    ['client', prepare(insert)],
    ['server', prepared(7)],
    ['client', execute(7)],
    ['server', ok()],
    ['client', execute(7)],
    ['server', refused],
  ]
  const sent = [`commit-withheld ${insert}`, `commit-sent ${insert}`]
  assert.deepEqual(names(lines), [`parse ${insert}`, ...sent, `commit-answered ${insert}`, ...sent])
})

test('what a client proves itself with is no command, and what follows the first packet none either', () => {
  const text = Buffer.from(`\u0003${insert}`)
  const lines: Line[] = [
    ['server', greeting],
    ['client', response()],
    ['server', packet(2, Buffer.of(0xfe, 1))],
    ['client', packet(3, text)],
    ['server', ok({ sequence: 4 })],
    ['client', packet(1, text)],
  ]
  assert.deepEqual(names(lines), [])
})

test('of many rows, whose numbers begin anew, none is taken for an answer', () => {
  const row = (number: number) => packet(number % 256, Buffer.of(0, 0, 0, 2, 0))
  const many = Buffer.concat([rows, ...Array.from({ length: 600 }, (_, i) => row(i + 5))])
  const lines: Line[] = [
    ...opened,
    ...done('START TRANSACTION', insert),
    ['client', query('SELECT 1')],
    ['server', many],
    ...done('COMMIT'),
  ]
  assert.deepEqual(commits(lines), ofCommit)
})

test('what passes does not hang on how it was split', () => {
  const lines = [...opened, ...done(insert, 'START TRANSACTION', insert, 'SELECT 1', 'COMMIT')]
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), (size) =>
      assert.deepEqual(names(lines, size), names(lines)),
    ),
  )
})

test('encrypted and compressed sessions are followed no more, and neither is another protocol', () => {
  const compressing = response(0x20)
  for (const lines of [
    [['server', greeting] as Line, ['client', encrypting] as Line],
    [['server', greeting] as Line, ['client', compressing] as Line],
    [['server', packet(0, Buffer.from('SSH-2.0'))] as Line],
  ]) {
    const conversation = new MysqlConversation()
    for (const [side, bytes] of [...lines, ['client', query(insert)] as Line])
      assert.deepEqual(
        [...(side === 'client' ? conversation.sent(bytes) : conversation.answered(bytes))],
        [],
      )
    assert.equal(conversation.followed, false)
  }
})

test('random bytes never end it', () => {
  const said = fc.array(
    fc.tuple(fc.boolean(), fc.nat(5), fc.uint8Array({ maxLength: 12 }).map(Buffer.from)),
  )
  fc.assert(
    fc.property(said, (lines) => {
      const conversation = new MysqlConversation()
      for (const [side, bytes] of opened)
        void [...(side === 'client' ? conversation.sent(bytes) : conversation.answered(bytes))]
      for (const [fromClient, number, body] of lines) {
        const bytes = packet(number, body)
        void [...(fromClient ? conversation.sent(bytes) : conversation.answered(bytes))]
      }
    }),
  )
})
