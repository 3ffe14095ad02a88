import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Toxiproxy } from 'toxiproxy-node-client'
import type { Latency } from 'toxiproxy-node-client'
import { startServer } from '../../runner/network/server/server.ts'
import { dial, isOurs, listen, newName, refuses, url } from './lab.ts'

const upstream = await listen((socket) => socket.pipe(socket))
// A reset is for every proxy of a server, and others' tests may have the laboratory's.
const own = isOurs ? await startServer({ port: 0 }) : undefined
after(() => own?.close())

test('toxiproxy-node-client drives it', async () => {
  const toxiproxy = new Toxiproxy(own?.url ?? url)
  assert.match(await toxiproxy.getVersion(), /version/)
  const [name, other] = [newName(), newName()]
  const proxy = await toxiproxy.createProxy({ name, listen: 'localhost:0', upstream })
  assert.match(proxy.listen, /^127\.0\.0\.1:/)
  const made = await toxiproxy.populate([{ name: other, listen: '127.0.0.1:0', upstream }] as never)
  assert.deepEqual(Object.keys(made), [other])
  assert.ok(name in (await toxiproxy.getAll()))

  const client = await dial(proxy.listen)
  const toxic = await proxy.addToxic<Latency>({
    name: 'slow',
    type: 'latency',
    stream: 'upstream',
    toxicity: 1,
    attributes: { latency: 50, jitter: 0 },
  })
  const start = performance.now()
  client.send('there and back')
  await client.bytes(14)
  assert.ok(performance.now() - start >= 50)
  assert.equal((await proxy.getToxic<Latency>('slow')).attributes.latency, 50)
  await toxic.remove()
  await assert.rejects(proxy.getToxic('slow'), /404/)

  const { enabled } = await proxy.update({ enabled: false } as never)
  assert.equal(enabled, false)
  await client.closed
  assert.ok(await refuses(proxy.listen))
  await toxiproxy.reset()
  assert.equal((await toxiproxy.get(name)).enabled, true)
  await proxy.remove()
  await assert.rejects(toxiproxy.get(name), /404/)
})
