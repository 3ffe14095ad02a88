import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startUntilItAnswers } from './answering.ts'
import type { Node, Service } from './runtime.ts'

/** A service that answers at the given look after its start, and dies at another. */
function serviceWith({ isUp = false, answersAt = Infinity, diesAt = Infinity }) {
  let looks = 0
  let starts = 0
  const service = {
    running: async () => isUp && looks < diesAt,
    start: async () => {
      starts += 1
      isUp = true
      looks = 0
    },
  } as Service
  const node = { name: 'n1', logs: async () => 'begin\nport in use\n' } as Node
  const answers = async () => (looks += 1) >= answersAt && isUp
  return {
    start: (limitMs?: number) =>
      startUntilItAnswers({ what: 'The program', node, service, answers }, limitMs),
    starts: () => starts,
  }
}

test('what is down is started once and waited for', async () => {
  const service = serviceWith({ answersAt: 3 })
  await service.start()
  assert.equal(service.starts(), 1)
})

test('what runs gets no second one beside it, however slow it is', async () => {
  const service = serviceWith({ isUp: true, answersAt: 3 })
  await service.start()
  assert.equal(service.starts(), 0)
})

test('what dies as it starts is not started again, and the last line of its log is told', async () => {
  const service = serviceWith({ diesAt: 2 })
  await assert.rejects(service.start(), {
    message: 'The program on node n1 does not answer; its log says: port in use',
  })
  assert.equal(service.starts(), 1)
})

test('what runs and never answers is told after the limit', async () => {
  await assert.rejects(
    serviceWith({ isUp: true }).start(0),
    /The program on node n1 does not answer/,
  )
})
