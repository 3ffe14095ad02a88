import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import Docker from 'dockerode'
import { followed, pull } from './base-image.ts'

/** An engine that answers a pull with what is written into the stream, as the real client reads it. */
function pulling() {
  const stream = new PassThrough()
  const { modem } = new Docker()
  const docker = {
    modem,
    async pull(_: string, { abortSignal }: { abortSignal: AbortSignal }) {
      abortSignal.addEventListener('abort', () => stream.destroy(abortSignal.reason))
      return stream
    },
  } as unknown as Docker
  return { docker, stream, say: (line: object) => stream.write(`${JSON.stringify(line)}\n`) }
}

const turn = () => new Promise(setImmediate)

test('a slow registry is waited for as long as it sends, and a silent one is given up', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { docker, say } = pulling()
  const pulled = pull(docker, 'a', 1_000)
  pulled.catch(() => {})
  for (let round = 0; round < 5; round++) {
    await turn()
    say({ status: 'Downloading' })
    await turn()
    t.mock.timers.tick(900)
  }
  t.mock.timers.tick(200)
  await assert.rejects(pulled, /a was not sent on for 1 s/)
})

test('a pull that ends is over', async () => {
  const { docker, stream, say } = pulling()
  const pulled = pull(docker, 'a', 60_000)
  await turn()
  say({ status: 'Pull complete' })
  stream.end()
  await pulled
})

test('a failure that the engine tells underway is one, with the words before it', async () => {
  const { docker, stream, say } = pulling()
  const end = followed(docker, stream)
  say({ stream: 'E: Unable to locate package\n' })
  say({ error: 'The command returned 100' })
  stream.end()
  await assert.rejects(end, /returned 100 E: Unable to locate package/)
})
