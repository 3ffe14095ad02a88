import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newLine, sleep } from './lab.ts'

/** Long enough that a test which had to wait for it would be seen to hang. */
const FOREVER_MS = 600_000

/** Milliseconds that `action` takes, asserted not to be fewer than `atLeast`. */
async function notBefore(atLeast: number, action: () => Promise<unknown>): Promise<void> {
  const start = performance.now()
  await action()
  const took = performance.now() - start
  assert.ok(took >= atLeast, `took ${took.toFixed(2)} ms, not ${atLeast} or more`)
}

describe('toxicity', { concurrency: true }, () => {
  test('0 lets everything pass, and an update draws anew on existing connections', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'latency', toxicity: 0, attributes: { latency: FOREVER_MS } })
    const { client, upstream } = await line.open()
    upstream.send('free')
    await client.bytes(4)
    await line.updateToxic('latency_downstream', { toxicity: 1, attributes: { latency: 80 } })
    upstream.send('slow')
    await notBefore(75, () => client.bytes(8))
  })

  test('is drawn per connection', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'timeout', toxicity: 0.5, attributes: { timeout: 1 } })
    const ends = []
    for (let i = 0; i < 40; i++) ends.push(await line.open())
    const fates = await Promise.all(
      ends.map(async ({ client, upstream }) => {
        upstream.send('x')
        return Promise.race([
          client.bytes(1).then(
            () => 'passed',
            () => 'closed',
          ),
          client.closed,
        ])
      }),
    )
    // All alike has a chance of 2 in 2^40.
    assert.equal(new Set(fates).size, 2)
  })

  test('a toxic works in its own direction only', async () => {
    const line = await newLine()
    await line.addToxic({
      type: 'latency',
      attributes: { latency: FOREVER_MS },
      stream: 'UPSTREAM',
    })
    const { client, upstream } = await line.open()
    upstream.send('down')
    await client.bytes(4)
    client.send('up')
    await sleep(20)
    assert.equal(upstream.text, '')
  })
})

describe('latency', { concurrency: true }, () => {
  test('delays data on existing connections', async () => {
    const line = await newLine()
    const { client, upstream } = await line.open()
    upstream.send('before')
    await client.bytes(6)
    await line.addToxic({ type: 'latency', attributes: { latency: 100 } })
    await notBefore(100, async () => {
      upstream.send('after')
      await client.bytes(11)
    })
  })

  test('is counted from receipt, so pipelined', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'latency', attributes: { latency: 300 } })
    const { client, upstream } = await line.open()
    const start = performance.now()
    for (let i = 0; i < 10; i++) {
      upstream.send(`${i}`)
      await sleep(5)
    }
    await client.bytes(10)
    // One after the other they would take 3 s.
    assert.ok(performance.now() - start < 2000)
    assert.equal(client.text, '0123456789')
  })

  test('jitter keeps the order and stays within its bounds', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'latency', attributes: { latency: 40, jitter: 30 } })
    const { client, upstream } = await line.open()
    let sent = ''
    await notBefore(10, async () => {
      for (let i = 0; i < 50; i++) {
        upstream.send(`${i},`)
        sent += `${i},`
        await sleep(1)
      }
      await client.bytes(1)
    })
    await client.bytes(sent.length)
    assert.equal(client.text, sent)
  })

  test('chained toxics add up', async () => {
    const line = await newLine()
    for (const name of ['a', 'b', 'c'])
      await line.addToxic({ type: 'latency', name, attributes: { latency: 60 } })
    const { client, upstream } = await line.open()
    upstream.send('x')
    await notBefore(175, () => client.bytes(1))
  })

  test('removal flushes at once, in order', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'latency', attributes: { latency: FOREVER_MS } })
    const { client, upstream } = await line.open()
    for (let i = 0; i < 5; i++) {
      upstream.send(`${i}`)
      await sleep(5)
    }
    assert.equal(client.text, '')
    await line.removeToxic('latency_downstream')
    await client.bytes(5)
    assert.equal(client.text, '01234')
    upstream.send('free')
    await client.bytes(9)
  })

  test('another toxic behind it starts its work anew: the chunk in its hand leaves', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'latency', attributes: { latency: FOREVER_MS } })
    const { client, upstream } = await line.open()
    upstream.send('held')
    await sleep(20)
    await line.addToxic({ type: 'noop' })
    await client.bytes(4)
  })

  test('the end of the stream waits for the data before it', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'latency', attributes: { latency: 80 } })
    const { client, upstream } = await line.open()
    upstream.send('last words')
    upstream.socket.end()
    await notBefore(75, () => client.bytes(10))
    assert.equal(await client.closed, 'FIN')
  })
})

describe('bandwidth', { concurrency: true }, () => {
  test('rate is in 1000 bytes a second', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'bandwidth', attributes: { rate: 1000 } })
    const { client, upstream } = await line.open()
    const data = Buffer.alloc(300_000, 'x')
    upstream.send(data)
    await notBefore(290, () => client.bytes(data.length))
  })

  test('a slow line sends slices of 100 ms', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'bandwidth', attributes: { rate: 10 } })
    const { client, upstream } = await line.open()
    upstream.send(Buffer.alloc(2500))
    await notBefore(95, () => client.bytes(1))
    assert.ok(client.received.length % 1000 === 0)
    await notBefore(100, () => client.bytes(2500))
  })

  test('0 stalls until removed', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'bandwidth', attributes: { rate: 0 } })
    const { client, upstream } = await line.open()
    upstream.send('stalled')
    await sleep(50)
    assert.equal(client.text, '')
    await line.removeToxic('bandwidth_downstream')
    await client.bytes(7)
    assert.equal(client.text, 'stalled')
  })
})

describe('slow_close', { concurrency: true }, () => {
  test('delays the end only', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'slow_close', attributes: { delay: 120 } })
    const { client, upstream } = await line.open()
    upstream.send('data')
    await client.bytes(4)
    upstream.socket.end()
    await notBefore(115, () => client.closed)
  })

  test('removal closes what it held open', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'slow_close', attributes: { delay: FOREVER_MS } })
    const { client, upstream } = await line.open()
    upstream.send('data')
    upstream.socket.end()
    await client.bytes(4)
    await sleep(20)
    await line.removeToxic('slow_close_downstream')
    assert.equal(await client.closed, 'FIN')
  })
})

describe('timeout', { concurrency: true }, () => {
  test('drops data and closes that long after the last chunk', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'timeout', attributes: { timeout: 150 } })
    const { client, upstream } = await line.open()
    await sleep(50)
    upstream.send('lost')
    await notBefore(145, () => client.closed)
    assert.equal(client.text, '')
  })

  test('closes a silent connection too', async () => {
    const line = await newLine()
    const { client, upstream } = await line.open()
    await line.addToxic({ type: 'timeout', attributes: { timeout: 30 } })
    await Promise.all([client.closed, upstream.closed])
  })

  test('0 is a black hole: data are lost, nothing closes, the other end still counts', async () => {
    const line = await newLine()
    const { client, upstream } = await line.open()
    await line.addToxic({ type: 'timeout', attributes: { timeout: 0 } })
    let closed = false
    client.closed.then(() => (closed = true))
    for (let i = 0; i < 4; i++) {
      upstream.send('lost')
      await sleep(20)
    }
    client.send('heard')
    await upstream.bytes(5)
    assert.deepEqual([client.text, closed], ['', false])
    upstream.socket.end()
    assert.equal(await client.closed, 'FIN')
  })

  test('it swallows more than any buffer holds', async () => {
    const line = await newLine()
    const { upstream } = await line.open()
    await line.addToxic({ type: 'timeout', attributes: { timeout: 0 } })
    await new Promise((resolve) => upstream.socket.write(Buffer.alloc(32 * 1024 * 1024), resolve))
  })

  test('removal closes', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'timeout', attributes: { timeout: 0 } })
    const { client, upstream } = await line.open()
    upstream.send('lost')
    await sleep(20)
    await line.removeToxic('timeout_downstream')
    await Promise.all([client.closed, upstream.closed])
    assert.equal(client.text, '')
    const next = await line.open()
    next.upstream.send('healed')
    await next.client.bytes(6)
  })
})

describe('reset_peer', { concurrency: true }, () => {
  test('resets a new connection on its first data', async () => {
    for (const stream of ['upstream', 'downstream']) {
      const line = await newLine()
      await line.addToxic({ type: 'reset_peer', stream, attributes: { timeout: 0 } })
      const { client, upstream } = await line.open()
      let closed = false
      client.closed.then(() => (closed = true))
      await sleep(30)
      assert.equal(closed, false)
      const [sender, receiver] = stream === 'upstream' ? [client, upstream] : [upstream, client]
      sender.send('boom')
      assert.deepEqual(await Promise.all([client.closed, upstream.closed]), ['RST', 'RST'])
      assert.equal(receiver.text, '')
    }
  })

  test('waits its timeout', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'reset_peer', attributes: { timeout: 100 } })
    const { client, upstream } = await line.open()
    upstream.send('boom')
    await notBefore(95, () => client.closed)
    assert.equal(await client.closed, 'RST')
  })

  test('the end counts like data', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'reset_peer', attributes: { timeout: 0 } })
    const { client, upstream } = await line.open()
    upstream.socket.end()
    assert.equal(await client.closed, 'RST')
  })

  test('a connection older than the toxic gets FIN', async () => {
    const line = await newLine()
    const { client, upstream } = await line.open()
    await line.addToxic({ type: 'reset_peer', attributes: { timeout: 0 } })
    upstream.send('boom')
    assert.equal(await client.closed, 'FIN')
  })
})

describe('slicer', { concurrency: true }, () => {
  test('cuts data into pieces that come one by one', async () => {
    const line = await newLine()
    const attributes = { average_size: 10, size_variation: 5, delay: 10_000 }
    await line.addToxic({ type: 'slicer', attributes })
    const { client, upstream } = await line.open()
    const data = Array.from({ length: 100 }, (_, i) => i % 10).join('')
    upstream.send(data)
    // No piece is longer than 15 bytes, so there are 7 or more.
    await notBefore(55, () => client.bytes(100))
    assert.equal(client.text, data)
  })

  test('removal lets the rest go at once', async () => {
    const line = await newLine()
    const attributes = { average_size: 10, size_variation: 5, delay: FOREVER_MS * 1000 }
    await line.addToxic({ type: 'slicer', attributes })
    const { client, upstream } = await line.open()
    const data = 'abcdefghij'.repeat(10)
    upstream.send(data)
    await client.bytes(1)
    assert.ok(client.received.length <= 15)
    await line.removeToxic('slicer_downstream')
    await client.bytes(100)
    assert.equal(client.text, data)
  })
})

describe('limit_data', { concurrency: true }, () => {
  test('lets exactly so many bytes through, then closes', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'limit_data', attributes: { bytes: 10 } })
    const { client, upstream } = await line.open()
    upstream.send('1234567')
    await client.bytes(7)
    upstream.send('890abcdef')
    await client.closed
    assert.equal(client.text, '1234567890')
  })

  test('0 closes on the first data', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'limit_data', attributes: { bytes: 0 } })
    const { client, upstream } = await line.open()
    let closed = false
    client.closed.then(() => (closed = true))
    await sleep(30)
    assert.equal(closed, false)
    upstream.send('x')
    await client.closed
    assert.equal(client.text, '')
  })

  test('an update does not forget what has passed', async () => {
    const line = await newLine()
    await line.addToxic({ type: 'limit_data', attributes: { bytes: 100 } })
    const { client, upstream } = await line.open()
    upstream.send('12345')
    await client.bytes(5)
    await line.updateToxic('limit_data_downstream', { attributes: { bytes: 8 } })
    upstream.send('67890')
    await client.closed
    assert.equal(client.text, '12345678')
  })
})

test('noop passes everything', async () => {
  const line = await newLine()
  await line.addToxic({ type: 'noop' })
  const { client, upstream } = await line.open()
  upstream.send('data')
  await client.bytes(4)
  upstream.socket.end()
  assert.equal(await client.closed, 'FIN')
})
