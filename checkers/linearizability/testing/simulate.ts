import type { Operation } from '../../../history/operation.ts'
import type { Choose, Request, SampleObject } from './objects.ts'

export interface Simulation {
  operations: number
  processes: number
  /** In how many of 1,000 operations nobody sees the end. */
  crashes?: number
  /** In how many of 1,000 operations the client is told a wrong value, or that it failed or didn't. */
  lies?: number
}

interface Client {
  process: number
  request?: Request
  answer?: { output: unknown; failed?: boolean }
}

/** A history of clients that use one real object at once: linearizable by construction where nobody lies. */
export function simulate(
  object: SampleObject,
  choose: Choose,
  simulation: Simulation,
): Operation[] {
  return [...simulated(object, choose, simulation)]
}

/** The same one by one, for histories that are too long to be held as objects. */
export function* simulated(
  object: SampleObject,
  choose: Choose,
  { operations, processes, crashes = 0, lies = 0 }: Simulation,
): Generator<Operation> {
  let index = 0
  const clients = Array.from({ length: processes }, (_, process): Client => ({ process }))
  let state = object.initial
  let nextProcess = processes
  let left = operations
  const line = (
    { process }: Client,
    type: Operation['type'],
    request: Request,
    value: unknown,
  ): Operation => ({ index, type, ...request, process, value, timeNs: 1000 * index++ })
  while (left > 0 || clients.some(({ request }) => request)) {
    const busy = left > 0 ? clients : clients.filter(({ request }) => request)
    const client = busy[choose(busy.length)]
    const { request, answer } = client
    if (!request) {
      left--
      client.request = { ...object.request(choose), process: client.process }
      yield line(client, 'invoke', client.request, client.request.value)
    } else if (crashes > 0 && choose(1000) < crashes) {
      yield line(client, 'info', request, request.value)
      Object.assign(client, { process: nextProcess++, request: undefined, answer: undefined })
    } else if (!answer) {
      const done = object.perform(state, request)
      state = done.state
      client.answer = done
    } else {
      const isLie = lies > 0 && choose(1000) < lies
      const isAboutFailure = isLie && choose(2) === 0
      const value = isLie && !isAboutFailure ? object.lie(choose, request) : answer.output
      const hasFailed = (answer.failed ?? false) !== isAboutFailure
      yield line(client, hasFailed ? 'fail' : 'ok', request, value)
      Object.assign(client, { request: undefined, answer: undefined })
    }
  }
}

/** Numbers from a seed (mulberry32), for benchmarks. */
export function seeded(seed: number): Choose {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
