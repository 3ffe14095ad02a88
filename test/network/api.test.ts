import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { call, dial, done, freeAddress, isOurs, listen, newName, refuses, url } from './lab.ts'
import type { Answer } from './lab.ts'

const upstream = await listen(() => {})

async function newProxy(fields: object = {}): Promise<{ name: string; listen: string }> {
  return done('POST', '/proxies', { name: newName(), listen: '127.0.0.1:0', upstream, ...fields })
}

function assertError(answer: Answer, status: number, error: string | RegExp): void {
  assert.equal(answer.status, status)
  assert.match(answer.type!, /^text\/plain/)
  assert.ok(answer.text.endsWith('\n'))
  assert.deepEqual(Object.keys(answer.json), ['error', 'status'])
  assert.equal(answer.json.status, status)
  if (typeof error === 'string') assert.equal(answer.json.error, error)
  else assert.match(answer.json.error, error)
}

describe('every route', () => {
  test('GET /version', async () => {
    const answer = await call('GET', '/version')
    assert.equal(answer.status, 200)
    assert.match(answer.type!, /^application\/json/)
    assert.match(answer.text, /^\{"version": "[^"]+"\}\n$/)
  })

  test('GET /proxies is a map by name', async () => {
    const proxy = await newProxy()
    const answer = await call('GET', '/proxies')
    assert.equal(answer.status, 200)
    assert.match(answer.type!, /^application\/json/)
    assert.deepEqual(answer.json[proxy.name], proxy)
  })

  test('POST /proxies makes an enabled proxy', async () => {
    const name = newName()
    const answer = await call('POST', '/proxies', { name, listen: '127.0.0.1:0', upstream })
    assert.equal(answer.status, 201)
    assert.match(answer.type!, /^application\/json/)
    const { listen } = answer.json
    assert.equal(
      answer.text,
      `{"name":"${name}","listen":"${listen}","upstream":"${upstream}","enabled":true,"Logger":{},"toxics":[]}`,
    )
  })

  test('GET /proxies/{p}', async () => {
    const proxy = await newProxy()
    const answer = await call('GET', `/proxies/${proxy.name}`)
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.json, proxy)
  })

  for (const method of ['POST', 'PATCH'])
    test(`${method} /proxies/{p} changes what is named`, async () => {
      const proxy = await newProxy()
      const answer = await call(method, `/proxies/${proxy.name}`, { enabled: false })
      assert.equal(answer.status, 200)
      assert.deepEqual(answer.json, { ...proxy, enabled: false })
    })

  test('DELETE /proxies/{p}', async () => {
    const { name } = await newProxy()
    const answer = await call('DELETE', `/proxies/${name}`)
    assert.equal(answer.status, 204)
    assert.equal(answer.text, '')
    assertError(await call('GET', `/proxies/${name}`), 404, 'proxy not found')
  })

  test('GET and POST /proxies/{p}/toxics', async () => {
    const { name } = await newProxy()
    const added = await call('POST', `/proxies/${name}/toxics`, {
      type: 'latency',
      attributes: { latency: 7 },
    })
    assert.equal(added.status, 200)
    assert.match(added.type!, /^application\/json/)
    assert.equal(
      added.text,
      '{"attributes":{"latency":7,"jitter":0},"name":"latency_downstream","type":"latency","stream":"downstream","toxicity":1}',
    )
    const listed = await call('GET', `/proxies/${name}/toxics`)
    assert.equal(listed.status, 200)
    assert.deepEqual(listed.json, [added.json])
    assert.deepEqual((await done('GET', `/proxies/${name}`)).toxics, [added.json])
  })

  test('GET, POST, PATCH and DELETE /proxies/{p}/toxics/{t}', async () => {
    const { name } = await newProxy()
    const path = `/proxies/${name}/toxics/slow`
    const attributes = { latency: 7, jitter: 2 }
    const toxic = await done('POST', `/proxies/${name}/toxics`, {
      name: 'slow',
      type: 'latency',
      stream: 'upstream',
      toxicity: 0.5,
      attributes,
    })
    assert.equal((await call('GET', path)).status, 200)
    assert.deepEqual(await done('GET', path), toxic)
    const posted = await call('POST', path, { attributes: { latency: 9 } })
    assert.equal(posted.status, 200)
    assert.deepEqual(posted.json, { ...toxic, attributes: { latency: 9, jitter: 2 } })
    // Its name, type and stream stay what they are.
    const patched = await call('PATCH', path, {
      name: 'other',
      type: 'timeout',
      stream: 'downstream',
      toxicity: 0.25,
    })
    assert.equal(patched.status, 200)
    assert.deepEqual(patched.json, { ...posted.json, toxicity: 0.25 })
    assert.deepEqual(await done('GET', path), patched.json)
    const deleted = await call('DELETE', path)
    assert.equal(deleted.status, 204)
    assert.equal(deleted.text, '')
    assertError(await call('GET', path), 404, 'toxic not found')
  })

  test('POST /reset enables every proxy and drops every toxic', async () => {
    const proxy = await newProxy({ enabled: false })
    await done('POST', `/proxies/${proxy.name}/toxics`, { type: 'noop' })
    await done('POST', `/proxies/${proxy.name}/toxics`, { type: 'noop', stream: 'upstream' })
    const answer = await call('POST', '/reset')
    assert.equal(answer.status, 204)
    assert.equal(answer.text, '')
    const { enabled, toxics } = await done('GET', `/proxies/${proxy.name}`)
    assert.deepEqual({ enabled, toxics }, { enabled: true, toxics: [] })
  })

  test('GET /metrics only when asked for', { skip: !isOurs }, async () => {
    assert.equal((await call('GET', '/metrics')).status, 404)
  })

  test('an unknown route, a wrong method, a browser, a request id', async () => {
    for (const path of ['/', '/nothing', '/proxies/', '/proxies/a/b', '/proxies/a/toxics/b/c']) {
      const unknown = await call('GET', path)
      assert.equal(unknown.status, 404)
      assert.equal(unknown.text, '404 page not found\n')
      assert.equal(unknown.headers.get('x-toxiproxy-request-id'), null)
    }
    assert.equal((await call('PUT', '/proxies')).status, 405)
    assert.equal((await call('GET', '/reset')).status, 405)
    const browser = await call('GET', '/version', undefined, { 'User-Agent': 'Mozilla/5.0' })
    assert.equal(browser.status, 403)
    assert.equal(browser.text, 'User agent not allowed\n')
    for (const path of ['/version', '/proxies/nobody'])
      assert.ok((await call('GET', path)).headers.get('x-toxiproxy-request-id'))
  })
})

describe('proxies', () => {
  test('localhost becomes 127.0.0.1 and port 0 a real one, once started', async () => {
    const proxy = await newProxy({ listen: 'localhost:0', enabled: false })
    assert.equal(proxy.listen, 'localhost:0')
    const { listen } = await done('PATCH', `/proxies/${proxy.name}`, { enabled: true })
    assert.match(listen, /^127\.0\.0\.1:[1-9]\d*$/)
    const client = await dial(listen)
    client.socket.destroy()
    const disabled = await done('PATCH', `/proxies/${proxy.name}`, { enabled: false })
    assert.equal(disabled.listen, listen)
    assert.ok(await refuses(listen))
  })

  test('bad bodies', async () => {
    const { name } = await newProxy()
    for (const path of ['/proxies', `/proxies/${name}`, `/proxies/${name}/toxics`])
      for (const body of ['', '{', 'x', '[]', '"text"'])
        assertError(await call('POST', path, body), 400, /^bad request body: ./)
    assertError(await call('POST', '/proxies', ''), 400, 'bad request body: EOF')
    const wrong = { name: 1, upstream }
    assertError(await call('POST', '/proxies', wrong), 400, /^bad request body: json: /)
  })

  test('a body that is too large is refused and not kept', { skip: !isOurs }, async () => {
    const { name } = await newProxy()
    const large = JSON.stringify({ name: newName(), upstream, padding: 'x'.repeat(2 ** 20) })
    for (const path of ['/proxies', `/proxies/${name}`, `/proxies/${name}/toxics`])
      assertError(await call('POST', path, large), 413, /^request body too large: .* 1 MiB/)
    const populated = await call('POST', '/populate', large)
    assert.deepEqual([populated.status, populated.json.proxies], [413, null])
    const fits = { name: newName(), listen: '127.0.0.1:0', upstream, padding: 'x'.repeat(2 ** 19) }
    assert.equal((await call('POST', '/proxies', fits)).status, 201)
  })

  test('one without an end is answered as soon as it is too large', { skip: !isOurs }, async () => {
    const client = await dial(url.slice('http://'.length))
    client.send('POST /proxies HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
    const chunk = 'x'.repeat(2 ** 16)
    for (let sent = 0; sent <= 2 ** 20; sent += chunk.length) client.send(`10000\r\n${chunk}\r\n`)
    await client.closed
    assert.match(client.text, /^HTTP\/1\.1 413 /)
  })

  test(
    'a name with any character can be read, changed and deleted',
    { skip: !isOurs },
    async () => {
      for (const name of ['a/b', 'a/toxics/b', 'a b', '100%', 'ä?#']) {
        const path = `/proxies/${encodeURIComponent(name)}`
        const proxy = await done('POST', '/proxies', { name, listen: '127.0.0.1:0', upstream })
        assert.deepEqual(await done('GET', path), proxy)
        await done('POST', `${path}/toxics`, { type: 'noop', name })
        const toxic = `${path}/toxics/${encodeURIComponent(name)}`
        assert.equal((await done('GET', toxic)).name, name)
        await done('DELETE', toxic)
        await done('PATCH', path, { enabled: false })
        await done('DELETE', path)
        assert.equal((await call('GET', path)).status, 404)
      }
    },
  )

  test('missing fields', async () => {
    assertError(await call('POST', '/proxies', {}), 400, 'missing required field: name')
    const nameless = { upstream, name: null }
    assertError(await call('POST', '/proxies', nameless), 400, 'missing required field: name')
    const nowhere = { name: newName() }
    assertError(await call('POST', '/proxies', nowhere), 400, 'missing required field: upstream')
  })

  test('unknown proxies and toxics', async () => {
    const { name } = await newProxy()
    const requests = [
      ['GET', ''],
      ['POST', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['GET', '/toxics'],
      ['POST', '/toxics'],
      ['GET', '/toxics/t'],
      ['POST', '/toxics/t'],
      ['PATCH', '/toxics/t'],
      ['DELETE', '/toxics/t'],
    ]
    for (const [method, rest] of requests) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : '{}'
      assertError(await call(method, `/proxies/nobody${rest}`, body), 404, 'proxy not found')
      if (rest.endsWith('/t'))
        assertError(await call(method, `/proxies/${name}${rest}`, body), 404, 'toxic not found')
    }
  })

  test('a name or an address that is taken', async () => {
    const proxy = await newProxy()
    assertError(await call('POST', '/proxies', proxy), 409, 'proxy already exists')
    const second = { name: newName(), listen: proxy.listen, upstream }
    const taken = `listen tcp ${proxy.listen}: bind: address already in use`
    assertError(await call('POST', '/proxies', second), 500, taken)
    assertError(await call('GET', `/proxies/${second.name}`), 404, 'proxy not found')
  })

  test('made at once under one name, only one is', async () => {
    const proxy = { name: newName(), listen: 'localhost:0', upstream }
    const requests = Array.from({ length: 5 }, () => call('POST', '/proxies', proxy))
    const statuses = (await Promise.all(requests)).map(({ status }) => status)
    assert.deepEqual(statuses.sort(), [201, 409, 409, 409, 409])
  })

  test('a failed change of address leaves the proxy disabled', async () => {
    const [a, b] = [await newProxy(), await newProxy()]
    const answer = await call('PATCH', `/proxies/${a.name}`, { listen: b.listen })
    assertError(answer, 500, `listen tcp ${b.listen}: bind: address already in use`)
    assert.equal((await done('GET', `/proxies/${a.name}`)).enabled, false)
    assert.ok(await refuses(a.listen))
  })
})

describe('toxics', () => {
  test('defaults: name, stream and toxicity', async () => {
    const { name } = await newProxy()
    const path = `/proxies/${name}/toxics`
    const slow = await done('POST', path, { type: 'slow_close', stream: 'upstream' })
    assert.equal(slow.name, 'slow_close_upstream')
    assert.equal(slow.toxicity, 1)
    assert.equal((await done('POST', path, { type: 'slow_close' })).stream, 'downstream')
    assert.equal((await done('POST', path, { type: 'noop', toxicity: 0 })).toxicity, 0)
  })

  test('a stream is echoed as given', async () => {
    const { name } = await newProxy()
    const body = { type: 'noop', stream: 'UpStream' }
    const toxic = await done('POST', `/proxies/${name}/toxics`, body)
    assert.deepEqual([toxic.stream, toxic.name], ['UpStream', 'noop_UpStream'])
  })

  test('every type shows all its attributes', async () => {
    const { name } = await newProxy()
    const attributes = {
      latency: { latency: 1, jitter: 2 },
      bandwidth: { rate: 3 },
      slow_close: { delay: 4 },
      timeout: { timeout: 5 },
      reset_peer: { timeout: 6 },
      slicer: { average_size: 7, size_variation: 2, delay: 8 },
      limit_data: { bytes: 9 },
      noop: {},
    }
    for (const [type, given] of Object.entries(attributes)) {
      const body = { type, attributes: { ...given, unknown: 1 } }
      const toxic = await done('POST', `/proxies/${name}/toxics`, body)
      assert.deepEqual(toxic.attributes, given)
    }
  })

  test('refused ones', async () => {
    const { name } = await newProxy()
    const path = `/proxies/${name}/toxics`
    await done('POST', path, { type: 'noop', name: 'taken' })
    const badStream = 'stream was invalid, can be either upstream or downstream'
    const refused: [object, number, string | RegExp][] = [
      [{}, 400, 'invalid toxic type'],
      [{ type: 'nonsense' }, 400, 'invalid toxic type'],
      [{ type: 'noop', stream: 'sideways' }, 400, badStream],
      [{ type: 'nonsense', stream: 'sideways' }, 400, badStream],
      [{ type: 'noop', name: 'taken' }, 409, 'toxic already exists'],
      [{ type: 'noop', name: 'taken', stream: 'upstream' }, 409, 'toxic already exists'],
      [{ type: 'latency', attributes: { latency: 'x' } }, 400, /^bad request body: json: /],
      [{ type: 'latency', attributes: { latency: 1.5 } }, 400, /^bad request body: json: /],
      [{ type: 'latency', attributes: [] }, 400, /^bad request body: json: /],
      [{ type: 'noop', toxicity: 'high' }, 400, /^bad request body: json: /],
    ]
    for (const [body, status, error] of refused)
      assertError(await call('POST', path, body), status, error)
    const update = await call('POST', `${path}/taken`, { toxicity: 'x' })
    assertError(update, 400, /^bad request body: json: /)
    assert.equal((await done('GET', path)).length, 1)
  })

  test('a slicer that would never end is refused', { skip: !isOurs }, async () => {
    const { name } = await newProxy()
    const path = `/proxies/${name}/toxics`
    const sizes = { average_size: 0, size_variation: 0 }
    for (const attributes of [undefined, sizes, { average_size: -5, size_variation: 9 }])
      assertError(
        await call('POST', path, { type: 'slicer', attributes }),
        400,
        /^bad request body/,
      )
    await done('POST', path, { type: 'slicer', attributes: { average_size: 10 } })
    const change = await call('PATCH', `${path}/slicer_downstream`, { attributes: sizes })
    assertError(change, 400, /^bad request body/)
  })

  test('upstream toxics are listed first', async () => {
    const { name } = await newProxy()
    const path = `/proxies/${name}/toxics`
    for (const stream of ['downstream', 'upstream'])
      await done('POST', path, { type: 'noop', stream })
    const listed = (await done('GET', path)).map((toxic: { stream: string }) => toxic.stream)
    assert.deepEqual(listed, ['upstream', 'downstream'])
  })
})

describe('POST /populate', () => {
  const fields = () => ({ name: newName(), listen: '127.0.0.1:0', upstream })

  test('makes proxies', async () => {
    const [a, b] = [fields(), { ...fields(), enabled: false }]
    const answer = await call('POST', '/populate', [a, b])
    assert.equal(answer.status, 201)
    assert.match(answer.type!, /^application\/json/)
    assert.deepEqual(Object.keys(answer.json), ['proxies'])
    assert.deepEqual(answer.json.proxies, [
      await done('GET', `/proxies/${a.name}`),
      await done('GET', `/proxies/${b.name}`),
    ])
    assert.deepEqual(
      answer.json.proxies.map((proxy: { enabled: boolean }) => proxy.enabled),
      [true, false],
    )
  })

  test('nothing to make', async () => {
    const answer = await call('POST', '/populate', [])
    assert.equal(answer.status, 201)
    assert.equal(answer.text, '{"proxies":null}')
  })

  test('fields are checked first, and then nothing is made', async () => {
    const good = fields()
    const cases: [unknown, string | RegExp][] = [
      [[good, { upstream }], /^missing required field: name/],
      [[good, { name: newName() }], /^missing required field: upstream/],
      ['{}', /^bad request body: /],
      ['', 'bad request body: EOF'],
    ]
    for (const [body, error] of cases) {
      const answer = await call('POST', '/populate', body)
      assert.equal(answer.status, 400)
      assert.match(answer.type!, /^application\/json/)
      assert.deepEqual(Object.keys(answer.json), ['error', 'status', 'proxies'])
      assert.equal(answer.json.status, 400)
      assert.equal(answer.json.proxies, null)
      assert.match(answer.json.error, typeof error === 'string' ? new RegExp(`^${error}$`) : error)
    }
    assert.equal((await call('GET', `/proxies/${good.name}`)).status, 404)
  })

  test('a failure in the middle shows what was made before', async () => {
    const taken = await newProxy()
    const [good, bad] = [fields(), { ...fields(), listen: taken.listen }]
    const answer = await call('POST', '/populate', [good, bad, fields()])
    assert.equal(answer.status, 500)
    assert.match(answer.type!, /^application\/json/)
    assert.match(answer.json.error, /bind: address already in use$/)
    assert.deepEqual(
      answer.json.proxies.map((proxy: { name: string }) => proxy.name),
      [good.name],
    )
  })

  test('a proxy is replaced only if its addresses differ', async () => {
    const listen = await freeAddress()
    const proxy = { ...fields(), listen }
    await done('POST', '/populate', [proxy])
    await done('POST', `/proxies/${proxy.name}/toxics`, { type: 'noop' })
    await done('POST', '/populate', [
      { ...proxy, listen: listen.replace('127.0.0.1', 'localhost') },
    ])
    assert.equal((await done('GET', `/proxies/${proxy.name}`)).toxics.length, 1)
    await done('POST', '/populate', [{ ...proxy, upstream: '127.0.0.1:1' }])
    const replaced = await done('GET', `/proxies/${proxy.name}`)
    assert.deepEqual([replaced.upstream, replaced.toxics], ['127.0.0.1:1', []])
  })
})
