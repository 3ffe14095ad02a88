import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  done as tagged,
  lettered,
  query,
  ready,
  sslRequest,
  startup,
} from '../../runner/network/server/postgres.fixture.ts'
import { call, done, isOurs, newLine, newName, type Line } from './lab.ts'

const insert = query('INSERT INTO t VALUES (1)')
const answer = Buffer.concat([tagged('INSERT 0 1'), ready('I')])
const SLOW_MS = 300

/** A connection with its session open, before anything is cut. */
async function openSession(line: Line) {
  const ends = await line.open()
  ends.client.send(startup())
  await ends.upstream.bytes(startup().length)
  ends.upstream.send(ready('I'))
  await ends.client.bytes(ready('I').length)
  return ends
}

const newFollowed = () => newLine({ protocol: 'postgres' })
const cutAt = (line: Line, message: string, statement = '') =>
  line.addToxic({ name: 'cut', type: 'splitbrain_cut_at', attributes: { message, statement } })
const toldBy = async ({ name }: Line) =>
  (await done('GET', `/proxies/${name}/toxics/cut`)).connections

describe('splitbrain_cut_at', { concurrency: true, skip: !isOurs }, () => {
  test('commit-sent: the server has all of it, and the client no answer', async () => {
    const line = await newFollowed()
    const { client, upstream } = await openSession(line)
    await cutAt(line, 'commit-sent')
    for (const byte of insert) client.send(Buffer.from([byte]))
    await upstream.bytes(startup().length + insert.length)
    upstream.send(answer)
    assert.equal(await client.closed, 'FIN')
    await upstream.closed
    assert.deepEqual(client.received, ready('I'))
    assert.deepEqual(upstream.received, Buffer.concat([startup(), insert]))
    assert.deepEqual(await toldBy(line), { cut: 1, unfollowed: 0 })
  })

  test('commit-sent, on a slow line: what was let through arrives, and no answer does', async () => {
    const line = await newFollowed()
    const { client, upstream } = await openSession(line)
    await line.addToxic({ type: 'latency', stream: 'upstream', attributes: { latency: SLOW_MS } })
    await cutAt(line, 'commit-sent')
    client.send(Buffer.concat([insert, query('SELECT 1')]))
    while ((await toldBy(line)).cut === 0);
    upstream.send(answer)
    await upstream.closed
    assert.equal(await client.closed, 'FIN')
    assert.deepEqual(client.received, ready('I'))
    assert.deepEqual(upstream.received, Buffer.concat([startup(), insert]))
  })

  test('commit-withheld: all that goes before it arrives, and nothing of the commit', async () => {
    const line = await newFollowed()
    const { client, upstream } = await openSession(line)
    await cutAt(line, 'commit-withheld')
    const before = Buffer.concat([query('BEGIN'), insert])
    client.send(Buffer.concat([before, query('COMMIT'), query('SELECT 1')]))
    await upstream.closed
    assert.equal(await client.closed, 'FIN')
    assert.deepEqual(upstream.received, Buffer.concat([startup(), before]))
    assert.deepEqual(await toldBy(line), { cut: 1, unfollowed: 0 })
  })

  test('commit-answered: the answer came, and the client never has it', async () => {
    const line = await newFollowed()
    const { client, upstream } = await openSession(line)
    await cutAt(line, 'commit-answered')
    client.send(insert)
    await upstream.bytes(startup().length + insert.length)
    upstream.send(answer)
    assert.equal(await client.closed, 'FIN')
    await upstream.closed
    assert.deepEqual(client.received, ready('I'))
    assert.deepEqual(await toldBy(line), { cut: 1, unfollowed: 0 })
  })

  test('of a large answer nothing is missed, though others are passed on before anybody looks at them', async () => {
    const line = await newFollowed()
    const { client, upstream } = await openSession(line)
    await cutAt(line, 'commit-sent')
    const begun = Buffer.concat([tagged('BEGIN'), ready('T')])
    const asked = Buffer.concat([startup(), query('BEGIN')])
    client.send(query('BEGIN'))
    await upstream.bytes(asked.length)
    upstream.send(begun)
    await client.bytes(ready('I').length + begun.length)
    client.send(query('ROLLBACK'))
    await upstream.bytes(asked.length + query('ROLLBACK').length)
    const notice = lettered('N', Buffer.alloc(60_000, 1))
    const rolledBack = Buffer.concat([notice, tagged('ROLLBACK'), ready('I')])
    upstream.send(rolledBack)
    await client.bytes(ready('I').length + begun.length + rolledBack.length)
    // It commits by itself, as no transaction is open any more.
    client.send(insert)
    assert.equal(await client.closed, 'FIN')
    assert.deepEqual(await toldBy(line), { cut: 1, unfollowed: 0 })
  })

  test('only the statement that is meant, and no more once it is taken back', async () => {
    const line = await newFollowed()
    await cutAt(line, 'commit-sent', 'update t')
    const [other, meant] = [await openSession(line), await openSession(line)]
    for (const { client, upstream } of [other, meant]) {
      client.send(insert)
      await upstream.bytes(startup().length + insert.length)
      upstream.send(answer)
      await client.bytes(ready('I').length + answer.length)
    }
    meant.client.send(query('UPDATE t SET v = 2'))
    await meant.client.closed
    assert.deepEqual(await toldBy(line), { cut: 1, unfollowed: 0 })
    await line.removeToxic('cut')
    other.client.send(query('UPDATE t SET v = 2'))
    other.upstream.send(answer)
    await other.client.bytes(ready('I').length + 2 * answer.length)
  })

  test('what is encrypted passes, and is told', async () => {
    const line = await newFollowed()
    await cutAt(line, 'commit-sent')
    const { client, upstream } = await line.open()
    client.send(sslRequest)
    await upstream.bytes(sslRequest.length)
    upstream.send('S')
    await client.bytes(1)
    client.send(insert)
    await upstream.bytes(sslRequest.length + insert.length)
    assert.deepEqual(await toldBy(line), { cut: 0, unfollowed: 1 })
  })

  test('what can’t be had is refused', async () => {
    const refused = async (path: string, body: object) => {
      const { status, text } = await call('POST', path, body)
      assert.equal(status, 400)
      return text
    }
    const type = 'splitbrain_cut_at'
    const plain = await newLine()
    assert.match(await refused(`/proxies/${plain.name}/toxics`, { type }), /protocol/)
    const toxics = `/proxies/${(await newFollowed()).name}/toxics`
    for (const attributes of [{ message: 'commit' }, { message: 3 }, { statement: 3 }])
      assert.match(await refused(toxics, { type, attributes }), /message|statement/)
    const proxy = { name: newName(), upstream: '127.0.0.1:1', protocol: 'telnet' }
    assert.match(await refused('/proxies', proxy), /one of postgres/)
  })
})
