import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Link } from '../../../runner/network/link.ts'
import type { Links } from '../../../runner/network/links.ts'
import { interrupted } from './interrupted-rewind.ts'

const failed = {
  exitCode: 1,
  output: ' 10/80 kB (12%) copied\npg_rewind: error: connection gone\n',
}
const done = { exitCode: 0, output: 'pg_rewind: Done!\n' }

/** A link over which more has come at each look, and a rewind that goes on until its source dies. */
function course({ isShort = false } = {}) {
  const seen: string[] = []
  const died = Promise.withResolvers<void>()
  let bytes = 500
  const note = (words: string) => async () => void seen.push(words)
  const link = {
    name: 'n1-to-n2',
    async poison() {
      seen.push('slow')
      return { undo: note('as before'), effect: async () => undefined }
    },
  } as unknown as Link
  const states = async () => [{ link: 'n1-to-n2', effects: [], downstreamBytes: (bytes += 100) }]
  const over = new AbortController()
  const run = (leastBytes: number) =>
    interrupted(
      { links: { states } as unknown as Links, link, leastBytes },
      async () => {
        if (isShort) return done
        await Promise.race([died.promise, sleep(10_000, undefined, { ref: false })])
        return failed
      },
      {
        downMs: 1,
        async strike() {
          seen.push(`struck`)
          died.resolve()
          const effect = async () => ({ took: true, by: { processesKilled: 3 } })
          return { undo: note('there again'), effect }
        },
      },
      over.signal,
    )
  return { run, seen, over, died }
}

test('the source is struck once so much has come, and is there again', async () => {
  const { run, seen } = course()
  const told = await run(250)
  assert.deepEqual(seen, ['slow', 'struck', 'there again', 'as before'])
  const { effect, struckAtBytes, ...rewind } = told
  assert.equal(struckAtBytes, 300)
  assert.equal(effect?.took, true)
  const said = 'pg_rewind: error: connection gone'
  assert.deepEqual(rewind, { exitCode: 1, said, copiedKilobytes: 10, ofKilobytes: 80 })
})

test('a rewind that ends before that is no more interrupted', async () => {
  const { run, seen } = course({ isShort: true })
  const told = await run(1e9)
  assert.deepEqual(told, { exitCode: 0, said: 'done' })
  assert.deepEqual(seen, ['slow', 'as before'])
})

test('the end of the load ends the wait, and the rewind goes on unslowed to its own end', async () => {
  const { run, seen, over, died } = course()
  const running = run(1e9)
  setTimeout(() => over.abort(), 30)
  const ended = assert.rejects(running)
  await sleep(60)
  assert.deepEqual(seen, ['slow', 'as before'])
  died.resolve()
  await ended
})
