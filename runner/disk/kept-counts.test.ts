import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'node:test'
import { KeptCounts } from './kept-counts.ts'
import type { Counts } from './server/fault.ts'

/** A server that is dead where it has counted nothing that can be asked for. */
function counted() {
  const server: { counts?: Counts } = { counts: {} }
  const kept = new KeptCounts(async () => {
    if (server.counts === undefined) throw new Error('nobody answers')
    return server.counts
  })
  return { kept, server }
}

test('what was counted while nobody asked for it outlives the server', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { kept, server } = counted()
  kept.watch()
  server.counts = { requestsFailed: 3 }
  t.mock.timers.tick(1_000)
  await turn()
  delete server.counts
  assert.deepEqual(await kept.now(), { requestsFailed: 3 })
  kept.end()
})

test('after its end nobody is asked', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { kept, server } = counted()
  kept.watch()
  kept.end()
  server.counts = { requestsFailed: 3 }
  t.mock.timers.tick(1_000)
  await turn()
  delete server.counts
  await assert.rejects(kept.now(), /nobody answers/)
})

test('of a server that died without having counted anything nothing is known', async () => {
  const { kept, server } = counted()
  server.counts = { requestsFailed: 0 }
  await kept.now()
  delete server.counts
  await assert.rejects(kept.now(), /nobody answers/)
})

test('what each server counted is added, and nothing twice', async () => {
  const { kept, server } = counted()
  server.counts = { requestsFailed: 3 }
  await kept.now()
  // An answer of the first that comes when there is the second.
  const late = kept.now()
  kept.anew()
  await late
  server.counts = { requestsFailed: 1, requestsDelayed: 2 }
  assert.deepEqual(await kept.now(), { requestsFailed: 4, requestsDelayed: 2 })
})
