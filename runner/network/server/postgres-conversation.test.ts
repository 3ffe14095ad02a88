import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { passagesIn, type Line } from './conversation.fixture.ts'
import { PostgresConversation } from './postgres-conversation.ts'
import { done, execute, parse, query, ready, sslRequest, startup } from './postgres.fixture.ts'

const passagesOf = (lines: Line[], size?: number) =>
  passagesIn(new PostgresConversation(), lines, size)

const opened: Line[] = [
  ['client', startup()],
  ['server', ready('I')],
]
const insert = 'INSERT INTO t VALUES ($1)'

test('a write by itself commits with its Sync, and its tag is the answer', () => {
  const asked = Buffer.concat([parse('add', insert), execute('add')])
  const lines: Line[] = [
    ...opened,
    ['client', asked],
    ['server', done('INSERT 0 1')],
    ['server', ready('I')],
    ['client', execute('add')],
    ['server', Buffer.concat([done('INSERT 0 1'), ready('I')])],
  ]
  const first = 8 + asked.length
  const answered = ready('I').length
  const sync = 5
  assert.deepEqual(passagesOf(lines), [
    `parse ${8 + parse('add', insert).length} ${insert}`,
    `commit-withheld ${first - sync} ${insert}`,
    `commit-sent ${first} ${insert}`,
    `commit-answered ${answered} ${insert}`,
    `commit-withheld ${first + execute('add').length - sync} ${insert}`,
    `commit-sent ${first + execute('add').length} ${insert}`,
    `commit-answered ${2 * answered + done('INSERT 0 1').length} ${insert}`,
  ])
})

const names = (lines: Line[]) => passagesOf(lines).map((told) => told.replace(/ \d+ /, ' '))

const transaction = (...texts: string[]): Line[] =>
  texts.flatMap((text): Line[] => {
    const isLast = /^(COMMIT|END|ROLLBACK)/.test(text)
    const tag = isLast ? text.replace('END', 'COMMIT') : text.split(' ')[0]
    return [
      ['client', query(text)],
      ['server', Buffer.concat([done(tag), ready(isLast ? 'I' : 'T')])],
    ]
  })

test('a transaction commits with its COMMIT alone', () => {
  for (const end of ['COMMIT', 'END'])
    assert.deepEqual(
      names([
        ...opened,
        ...transaction('BEGIN ISOLATION LEVEL SERIALIZABLE', 'SELECT 1', insert, end),
      ]),
      [`commit-withheld ${end}`, `commit-sent ${end}`, `commit-answered ${end}`],
    )
})

test('what writes nothing, or is rolled back, commits nothing', () => {
  const read = [...opened, ...transaction('BEGIN', 'SELECT 1', 'COMMIT')]
  const back = [...opened, ...transaction('BEGIN', insert, 'ROLLBACK')]
  const after = [...back, ...transaction('BEGIN', 'SELECT 1', 'COMMIT')]
  const alone: Line[] = [...opened, ['client', query('SELECT 1')], ['server', done('SELECT 1')]]
  for (const lines of [read, back, after, alone]) assert.deepEqual(names(lines), [])
})

test('a prepared transaction commits with its second phase', () => {
  const second = "COMMIT PREPARED 'x'"
  const lines: Line[] = [
    ...opened,
    ...transaction('BEGIN', insert),
    ['client', query("PREPARE TRANSACTION 'x'")],
    ['server', Buffer.concat([done('PREPARE TRANSACTION'), ready('I')])],
    ['client', query(second)],
    ['server', Buffer.concat([done('COMMIT PREPARED'), ready('I')])],
    ['client', query("ROLLBACK PREPARED 'y'")],
    ['server', Buffer.concat([done('ROLLBACK PREPARED'), ready('I')])],
  ]
  assert.deepEqual(names(lines), [
    `commit-withheld ${second}`,
    `commit-sent ${second}`,
    `commit-answered ${second}`,
  ])
})

test('a COMMIT that rolls back was sent, and is not answered as one', () => {
  const failed: Line[] = [
    ...opened,
    ...transaction('BEGIN', insert),
    ['client', query('COMMIT')],
    ['server', Buffer.concat([done('ROLLBACK'), ready('I')])],
  ]
  assert.deepEqual(names(failed), ['commit-withheld COMMIT', 'commit-sent COMMIT'])
})

test('statements in one message, and a COMMIT that is prepared, are what they are', () => {
  const both = `BEGIN; ${insert}; COMMIT`
  const lines: Line[] = [
    ...opened,
    ['client', query(both)],
    ['server', Buffer.concat([done('BEGIN'), done('INSERT 0 1'), done('COMMIT'), ready('I')])],
    ...transaction('BEGIN', insert),
    ['client', Buffer.concat([parse('end', 'COMMIT'), execute('end')])],
  ]
  assert.deepEqual(names(lines), [
    `commit-withheld ${both}`,
    `commit-sent ${both}`,
    `commit-answered ${both}`,
    'parse COMMIT',
    'commit-withheld COMMIT',
    'commit-sent COMMIT',
  ])
})

test('of a commit or an answer that is split, never all is let through', () => {
  const lines: Line[] = [...opened, ['client', query(insert)], ['server', done('INSERT 0 1')]]
  const end = ready('I').length + done('INSERT 0 1').length
  for (let size = 1; size < 20; size++) {
    const [withheld, , told] = passagesOf(lines, size)
    const upTo = Number(withheld.split(' ')[1])
    assert.ok(upTo >= 8 && upTo < 8 + query(insert).length)
    const [what, cutAt] = told.split(' ')
    assert.equal(what, 'commit-answered')
    assert.ok(Number(cutAt) < end && Number(cutAt) >= end - size - done('INSERT 0 1').length)
  }
})

test('what passes does not hang on how it was split', () => {
  const lines: Line[] = [
    ...opened,
    ['client', Buffer.concat([parse('add', insert), execute('add')])],
    ['server', Buffer.concat([done('INSERT 0 1'), ready('I')])],
    ...transaction('BEGIN', insert, 'COMMIT'),
  ]
  const said = (size: number) =>
    passagesOf(lines, size).map((told) => told.replace(/(answered|withheld) \d+/, '$1'))
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), (size) =>
      assert.deepEqual(said(size), said(Infinity)),
    ),
  )
})

test('encrypted sessions are followed no more', () => {
  const conversation = new PostgresConversation()
  assert.deepEqual(
    [...conversation.sent(sslRequest), ...conversation.answered(Buffer.from('S'))],
    [],
  )
  assert.equal(conversation.followed, false)
  const refused = new PostgresConversation()
  assert.deepEqual([...refused.sent(sslRequest), ...refused.answered(Buffer.from('N'))], [])
  assert.deepEqual(
    [...refused.sent(Buffer.concat([startup(), query(insert)]))].map((p) => p.message),
    ['commit-withheld', 'commit-sent'],
  )
})
