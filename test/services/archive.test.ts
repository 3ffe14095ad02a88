import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openRuntime } from '../../runner/runtimes/open.ts'
import type { Node, Runtime } from '../../runner/runtimes/runtime.ts'
import { until } from '../../runner/until.fixture.ts'
import { runOn, writeOn } from '../../runner/runtimes/run-on.ts'
import { Archive } from '../../scenarios/services/archive/archive.ts'
import { hinder, hindered, hindrances } from '../../scenarios/services/archive/hindering.ts'
import { harmSegment, mendSegment } from '../../scenarios/services/archive/losing.ts'

describe('an archive', () => {
  let runtime: Runtime
  let archive: Archive
  let client: Node

  before(async () => {
    runtime = await openRuntime('embedded', { runId: `archive-${process.pid}`, progress() {} })
    archive = new Archive(await runtime.start({ name: 'archive', ports: ['wal'] }))
    client = await runtime.start({ name: 'n1', ports: ['sql'] })
    for (const node of [archive.node, client]) await archive.install(node)
    await archive.start()
  })
  after(() => runtime?.[Symbol.asyncDispose]())

  const ask = (verb: 'put' | 'get', words: string, endpoint = archive.node.address()) =>
    client.exec(['sh', '-c', `${archive.commands(client, endpoint)[verb]} ${words}`])
  const read = (file: string) => runOn(client, ['cat', file])

  test('gives back what it was given, whatever is in it', async () => {
    await runOn(client, ['sh', '-c', 'head -c 3000000 /dev/urandom > mixed; : > empty'])
    for (const name of ['mixed', 'empty']) {
      assert.deepEqual(await ask('put', `${name} ${name}`), { exitCode: 0, output: '' })
      assert.deepEqual(await ask('get', `${name} back`), { exitCode: 0, output: '' })
      await runOn(client, ['cmp', name, 'back'])
    }
  })

  test('loses the next segment that it acknowledges, and nothing else, until that is found', async () => {
    const [first, second] = ['A', 'B'].map((last) => `00000001000000000000000${last}`)
    await writeOn(client, 'content', 'content')
    const losing = harmSegment(archive.node, 'lose', new AbortController().signal)
    await until('it is about to lose', async () =>
      (await runOn(archive.node, ['ls', '-A', 'files'])).includes('.lose'),
    )
    assert.equal((await ask('put', '00000001.history content')).exitCode, 0)
    for (const name of [first, second])
      assert.deepEqual(await ask('put', `${name} content`), { exitCode: 0, output: '' })
    assert.equal(await losing, first)
    const has = async (name: string) => (await ask('get', `${name} back`)).exitCode === 0
    assert.deepEqual(
      [await has('00000001.history'), await has(first), await has(second)],
      [true, false, true],
    )
    assert.deepEqual(
      (await archive.names()).filter((name) => name.length === 24),
      [second],
    )
    await mendSegment(archive.node, 'lose', first)
    assert.ok(await has(first))
  })

  test('spoils the next segment that it acknowledges, which is whole again once it is mended', async () => {
    const name = '00000001000000000000000D'
    const spoiling = harmSegment(archive.node, 'corrupt', new AbortController().signal)
    await until('it is about to spoil', async () =>
      (await runOn(archive.node, ['ls', '-A', 'files'])).includes('.corrupt'),
    )
    assert.equal((await ask('put', `${name} mixed`)).exitCode, 0)
    assert.equal(await spoiling, name)
    assert.equal((await ask('get', `${name} back`)).exitCode, 0)
    assert.equal((await client.exec(['cmp', '--silent', 'mixed', 'back'])).exitCode, 1)
    assert.ok(!(await archive.names()).includes(name), 'it has it, but not as it was shipped')
    await mendSegment(archive.node, 'corrupt', name)
    assert.equal((await ask('get', `${name} back`)).exitCode, 0)
    await runOn(client, ['cmp', 'mixed', 'back'])
    assert.ok((await archive.names()).includes(name))
  })

  test('refuses everything while it is full, and a command hangs or fails where it is told to', async () => {
    for (const hindrance of hindrances) {
      const node = hindrance === 'full' ? archive.node : client
      const undo = await hinder(node, hindrance)
      const putting = ask('put', `${hindrance} content`)
      await until('it is hindered', async () => (await hindered(node, hindrance)) > 0)
      if (hindrance === 'stall') await undo()
      assert.equal((await putting).exitCode, hindrance === 'stall' ? 0 : 1)
      await undo()
      assert.equal((await ask('put', `${hindrance} content`)).exitCode, 0)
      assert.equal(await hindered(node, hindrance), 0)
    }
  })

  test('loses nothing any more once nobody waits for it', async () => {
    const over = new AbortController()
    const losing = harmSegment(archive.node, 'lose', over.signal)
    await until('it is about to lose', async () =>
      (await runOn(archive.node, ['ls', '-A', 'files'])).includes('.lose'),
    )
    over.abort()
    await assert.rejects(losing, { name: 'AbortError' })
    const name = '00000001000000000000000C'
    assert.equal((await ask('put', `${name} content`)).exitCode, 0)
    assert.ok((await archive.names()).includes(name))
  })

  test('takes the same again, and refuses another content for a name', async () => {
    await writeOn(client, 'one', 'one')
    await writeOn(client, 'two', 'two')
    assert.equal((await ask('put', 'A one')).exitCode, 0)
    assert.equal((await ask('put', 'A one')).exitCode, 0)
    const { exitCode, output } = await ask('put', 'A two')
    assert.equal(exitCode, 1)
    assert.match(output, /A is here already, with other content/)
    await ask('get', 'A back')
    assert.equal(await read('back'), 'one')
  })

  test('a name that it does not have, or that leads elsewhere, ends with 1 and leaves no file', async () => {
    assert.deepEqual(await ask('get', 'B nothing'), { exitCode: 1, output: '' })
    for (const name of ['../archive.pl', '.draft.1', 'a/b', '/etc/passwd'])
      for (const verb of ['get', 'put'] as const) {
        const { exitCode, output } = await ask(
          verb,
          `${name} ${verb === 'put' ? 'one' : 'nothing'}`,
        )
        assert.equal(exitCode, 1)
        assert.match(output, /is no name for a file here/)
      }
    assert.equal((await client.exec(['ls', 'nothing'])).exitCode, 2)
  })

  test('refuses whoever does not have its secret, which no command line shows', async () => {
    const secret = await runOn(client, ['cat', 'archive.secret'])
    assert.equal((await runOn(client, ['stat', '-c', '%a', 'archive.secret'])).trim(), '600')
    assert.ok(!archive.commands(client, archive.node.address()).put.includes(secret))
    await writeOn(client, 'archive.secret', 'guessed')
    assert.equal((await ask('put', 'C one')).exitCode, 1)
    assert.equal((await ask('get', 'A stolen')).exitCode, 1)
    await writeOn(client, 'archive.secret', secret)
    assert.equal((await ask('get', 'C nothing')).exitCode, 1, 'it was not put')
  })

  test('has all that it said to have after a kill, and nothing by halves', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `K${i}`)
    const puts = names.map(async (name) =>
      (await ask('put', `${name} mixed`)).exitCode === 0 ? name : '',
    )
    await Promise.race(puts)
    await archive.node.kill()
    assert.equal(await archive.answers(), false)
    const taken = (await Promise.all(puts)).filter((name) => name !== '')
    await archive.start()
    assert.ok(taken.length > 0)
    for (const name of names) {
      const { exitCode } = await ask('get', `${name} back`)
      if (exitCode === 0) await runOn(client, ['cmp', 'mixed', 'back'])
      assert.ok(exitCode === 0 || !taken.includes(name), `${name} is gone`)
    }
  })

  test('a command that nobody answers gives up by itself, and not by a signal', async () => {
    await archive.node.pause()
    const { exitCode, output } = await ask('put', 'D one')
    await archive.node.resume()
    assert.equal(exitCode, 1)
    assert.match(output, /nothing came for/)
    assert.equal((await ask('put', 'D one', { host: '127.0.0.1', port: 1 })).exitCode, 1)
    assert.equal((await ask('put', 'D one')).exitCode, 0)
  })
})
