import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { describe, test } from 'node:test'
import { startServerInWorker } from './server-in-worker.ts'
import { startServer } from './server.ts'

for (const start of [startServer, startServerInWorker])
  describe(start.name, () => {
    test('serves until it is closed, its proxies with it', async () => {
      const server = await start({ port: 0 })
      const proxy = { name: 'p', listen: '127.0.0.1:0', upstream: server.url.slice(7) }
      const response = await fetch(`${server.url}/proxies`, {
        method: 'POST',
        body: JSON.stringify(proxy),
      })
      const { listen } = (await response.json()) as typeof proxy
      // The API through its own proxy.
      assert.ok((await fetch(`http://${listen}/version`)).ok)
      // Somebody who has not yet asked anything must not hold the closing up.
      const idle = connect(Number(new URL(server.url).port), '127.0.0.1')
      await once(idle, 'connect')
      await server.close()
      for (const url of [server.url, `http://${listen}`]) await assert.rejects(fetch(url))
    })

    test('rejects when the address is taken', async () => {
      const server = await start({ port: 0 })
      const port = Number(new URL(server.url).port)
      await assert.rejects(start({ port }), { code: 'EADDRINUSE' })
      await server.close()
    })

    test('counts bytes when asked to', async () => {
      const server = await start({ port: 0, metrics: true })
      const upstream = server.url.slice(7)
      const proxy = { name: 'a "b"', listen: '127.0.0.1:0', upstream }
      const response = await fetch(`${server.url}/populate`, {
        method: 'POST',
        body: JSON.stringify([proxy]),
      })
      const { listen } = ((await response.json()) as { proxies: (typeof proxy)[] }).proxies[0]
      const read = async () => (await fetch(`${server.url}/metrics`)).text()
      const line = (what: string, direction: string) =>
        `toxiproxy_proxy_${what}_bytes_total{direction="${direction}",listener="${listen}",proxy="a \\"b\\"",upstream="${upstream}"}`
      assert.ok((await read()).includes(`${line('sent', 'upstream')} 0\n`))
      await (await fetch(`http://${listen}/version`)).text()
      for (const what of ['received', 'sent'])
        for (const direction of ['upstream', 'downstream'])
          assert.match((await read()).split(line(what, direction))[1], /^ [1-9]\d*\n/)
      await server.close()
    })
  })

/** The server without its tests. */
async function copyServer(from: string, to: string): Promise<void> {
  const filter = (path: string) => !/test/.test(relative(from, path))
  await cp(from, to, { recursive: true, filter })
}

test('main.ts needs nothing but node and its folder, and ends on SIGTERM', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'toxiproxy-'))
  t.after(() => rm(folder, { recursive: true }))
  // By way of a checkout whose path says that it is one of tests.
  await copyServer(import.meta.dirname, join(folder, 'test', 'server'))
  await copyServer(join(folder, 'test', 'server'), join(folder, 'server'))
  const main = spawn(process.execPath, ['server/main.ts', '--port', '0'], { cwd: folder, env: {} })
  const [output] = await Promise.race([once(main.stdout, 'data'), once(main, 'exit')])
  assert.match(String(output), /http:\S+/)
  const url = /http:\S+/.exec(String(output))![0]
  assert.ok((await fetch(`${url}/version`)).ok)
  main.kill('SIGTERM')
  assert.deepEqual(await once(main, 'exit'), [0, null])
})

test('main.ts says in one line why it cannot start', async () => {
  const main = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), '--port', '70000'])
  let output = ''
  main.stderr.on('data', (data) => (output += data))
  assert.deepEqual(await once(main, 'close'), [1, null])
  assert.match(output, /^[^\n]*70000[^\n]*\n$/)
})
