import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Outcome, Request } from '../../../runner/workload.ts'
import { drive } from './drive.ts'
import type { System } from './level.ts'

/** A database that answers each write after so many ms, as `outcomeOf` says. */
function answering(
  afterMs: number,
  outcomeOf: (request: Request) => Outcome = acknowledged,
): System {
  const session = {
    usable: true,
    apply: async (request: Request) => {
      await sleep(afterMs)
      return outcomeOf(request)
    },
    close: async () => {},
  }
  const endpoint = { host: '127.0.0.1', port: 1 }
  const load = {
    client: { connect: async () => session },
    route: () => ({ node: 'n1', endpoints: [endpoint] }),
  }
  return { load, links: [], servers: [] }
}

const acknowledged = ({ value }: Request): Outcome => ({ type: 'ok', value })

function driving(system: System, cancelled = new AbortController().signal) {
  let next = 0
  const work = { perform: async () => undefined }
  return drive({
    system,
    work,
    next: () => ({ f: 'add', value: next++, access: 'write' }),
    connections: 3,
    seconds: 0.05,
    cancelled,
  })
}

test('a write that takes longer than a turn counts as a whole, with all of its time', async () => {
  const { commits, busyMs, latencies } = (await driving(answering(150)))!
  assert.ok(commits > 0)
  assert.equal(latencies.count, commits)
  assert.ok(busyMs / commits >= 149, `${busyMs} ms for ${commits}`)
})

test('a write that is not acknowledged ends the turn with what the server said', async () => {
  let writes = 0
  const refusing = answering(1, ({ value }) =>
    ++writes < 20 ? { type: 'ok', value } : { type: 'fail', value, error: '53100 disk full' },
  )
  await assert.rejects(driving(refusing), /a write was not acknowledged: 53100 disk full/)
})

test('one that was cancelled says nothing', async () => {
  const cancelled = new AbortController()
  const turn = driving(answering(20), cancelled.signal)
  cancelled.abort()
  assert.equal(await turn, undefined)
})
