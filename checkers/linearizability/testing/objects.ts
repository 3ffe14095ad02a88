import type { Key } from '../../../history/operation.ts'

/** A number from 0 to `below` − 1. */
export type Choose = (below: number) => number

export interface Request {
  f: string
  key?: Key
  value: unknown
  /** Who asks; set when it is asked. */
  process?: number
}

/** A real object, run one operation at a time: the models' independent counterpart. */
export interface SampleObject<State = any> {
  initial: State
  request(choose: Choose): Request
  /** `failed`: nothing happened, and the client is told so. */
  perform(state: State, request: Request): { state: State; output: unknown; failed?: boolean }
  /** A wrong output, or the right one by chance. */
  lie(choose: Choose, request: Request): unknown
}

/** A register with few values, or with values written once each where `unique`. */
export function registerObject({ values = 3, unique = false, cas = true } = {}): SampleObject {
  let written = 0
  const next = (choose: Choose): number => (unique ? ++written : choose(values))
  const seen = (choose: Choose): number | null =>
    unique ? Math.max(written - choose(4), 0) || null : choose(values + 1) - 1
  return {
    initial: null,
    request(choose) {
      const f = ['read', 'write', cas ? 'cas' : 'read'][choose(3)]
      if (f === 'read') return { f, value: null }
      if (f === 'write') return { f, value: next(choose) }
      return { f, value: [seen(choose), next(choose)] }
    },
    perform(held, { f, value }) {
      if (f === 'read') return { state: held, output: held }
      if (f === 'write') return { state: value, output: value }
      const [old, fresh] = value as [unknown, unknown]
      if (old !== held) return { state: held, output: value, failed: true }
      return { state: fresh, output: value }
    },
    lie: (choose, { f, value }) => (f === 'read' ? seen(choose) : value),
  }
}

export function counterObject(): SampleObject<number> {
  return {
    initial: 0,
    request: (choose) =>
      choose(2) === 0 ? { f: 'read', value: null } : { f: 'add', value: choose(4) - 1 },
    perform: (sum, { f, value }) =>
      f === 'read'
        ? { state: sum, output: sum }
        : { state: sum + (value as number), output: value },
    lie: (choose, { f, value }) => (f === 'read' ? choose(6) - 1 : value),
  }
}

export function setObject(elements: number): SampleObject<number[]> {
  const some = (choose: Choose): number[] =>
    Array.from({ length: elements }, (_, element) => element).filter(() => choose(2) === 0)
  return {
    initial: [],
    request: (choose) =>
      choose(2) === 0 ? { f: 'read', value: null } : { f: 'add', value: choose(elements) },
    perform(set, { f, value }) {
      if (f === 'read') return { state: set, output: set }
      return { state: [...new Set([...set, value as number])].toSorted(), output: value }
    },
    lie: (choose, { f, value }) => (f === 'read' ? some(choose) : value),
  }
}

/** A queue of few values, or of values that are put in once each where `unique`. */
export function queueObject({ unique = false } = {}): SampleObject<number[]> {
  let put = 0
  const some = (choose: Choose): number => (unique ? Math.max(put - choose(4), 0) : choose(4))
  return {
    initial: [],
    request: (choose) =>
      choose(2) === 0
        ? { f: 'dequeue', value: null }
        : { f: 'enqueue', value: unique ? ++put : choose(4) },
    perform(queue, { f, value }) {
      if (f === 'enqueue') return { state: [...queue, value as number], output: value }
      return { state: queue.slice(1), output: queue[0] ?? null }
    },
    lie: (choose, { f, value }) =>
      f === 'dequeue' ? (choose(5) === 0 ? null : some(choose)) : value,
  }
}

export function mutexObject(): SampleObject<boolean> {
  return {
    initial: false,
    request: (choose) => ({ f: ['acquire', 'release'][choose(2)], value: null }),
    perform: (isHeld, { f }) => {
      const failed = isHeld === (f === 'acquire')
      return { state: failed ? isHeld : !isHeld, output: null, failed }
    },
    lie: () => null,
  }
}

/** Only who took it can give it back. */
export function ownedMutexObject(): SampleObject<number | null> {
  return {
    ...mutexObject(),
    initial: null,
    perform: (holder, { f, process }) => {
      const failed = f === 'acquire' ? holder !== null : holder !== process
      return { state: failed ? holder : f === 'acquire' ? process! : null, output: null, failed }
    },
  }
}

export function keyValueObject(): SampleObject<string> {
  const piece = (choose: Choose): string => ['a', 'b', 'ab', 'c'][choose(4)]
  return {
    initial: '',
    request(choose) {
      const f = ['get', 'append', 'append', 'put'][choose(4)]
      return { f, value: f === 'get' ? null : piece(choose) }
    },
    perform(held, { f, value }) {
      if (f === 'get') return { state: held, output: held }
      return { state: f === 'put' ? (value as string) : held + value, output: value }
    },
    lie: (choose, { f, value }) => (f === 'get' ? piece(choose) + piece(choose) : value),
  }
}

export function multiRegisterObject(): SampleObject<Record<string, number>> {
  const read = (state: Record<string, number>, value: unknown): unknown =>
    (value as [string, string, number | null][]).map(([f, key, written]) => [
      f,
      key,
      f === 'r' ? (state[key] ?? null) : written,
    ])
  return {
    initial: {},
    request: (choose) => ({
      f: 'txn',
      value: ['x', 'y']
        .filter(() => choose(3) > 0)
        .map((key) => (choose(2) === 0 ? ['r', key, null] : ['w', key, choose(3)])),
    }),
    perform(state, { value }) {
      const writes = (value as [string, string, number][]).filter(([f]) => f === 'w')
      const after = { ...state, ...Object.fromEntries(writes.map(([, key, to]) => [key, to])) }
      return { state: after, output: read(state, value) }
    },
    lie: (choose, { value }) => read({ x: choose(3), y: choose(3) }, value),
  }
}

/** One of them, whose operations name keys that mean nothing. */
export function mislabelled(one: SampleObject, keys: number): SampleObject {
  return { ...one, request: (choose) => ({ ...one.request(choose), key: choose(keys) }) }
}

/** Several of them, told apart by key. */
export function keyed(one: SampleObject, keys: number): SampleObject<Record<string, unknown>> {
  return {
    initial: {},
    request: (choose) => ({ ...one.request(choose), key: choose(keys) }),
    perform(states, request) {
      const done = one.perform(states[request.key!] ?? one.initial, request)
      return { ...done, state: { ...states, [request.key!]: done.state } }
    },
    lie: (choose, request) => one.lie(choose, request),
  }
}
