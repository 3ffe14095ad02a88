import type { Key } from '../../../runner/history/operation.ts'

/** A number from 0 to `below` − 1: from a seed, or from what fast-check draws. */
export type Choose = (below: number) => number

export interface Request {
  f: string
  key?: Key
  value: unknown
}

/** A real object, run one operation at a time: the models' independent counterpart. */
export interface SampleObject<State = any> {
  initial: State
  request(choose: Choose): Request
  /** `failed`: nothing happened, for a reason that the client is told. */
  perform(state: State, request: Request): { state: State; output: unknown; failed?: boolean }
  /** A wrong output, or the right one by chance. */
  lie(choose: Choose, request: Request): unknown
}

/** A register with few values, or with values written once each where `unique`. */
export function registerObject({
  values = 3,
  unique = false,
  cas = true,
  keys = 0,
} = {}): SampleObject {
  let written = 0
  const next = (choose: Choose): number => (unique ? ++written : choose(values))
  const seen = (choose: Choose): number | null =>
    unique ? choose(written + 1) || null : choose(values + 1) - 1
  const key = (choose: Choose): { key?: number } => (keys > 0 ? { key: choose(keys) } : {})
  return {
    initial: {},
    request(choose) {
      const f = ['read', 'write', cas ? 'cas' : 'read'][choose(3)]
      if (f === 'read') return { f, ...key(choose), value: null }
      if (f === 'write') return { f, ...key(choose), value: next(choose) }
      return { f, ...key(choose), value: [seen(choose), next(choose)] }
    },
    perform(state, { f, key: name = '', value }) {
      const held = state[name] ?? null
      if (f === 'read') return { state, output: held }
      if (f === 'write') return { state: { ...state, [name]: value }, output: value }
      const [old, fresh] = value as [unknown, unknown]
      if (old !== held) return { state, output: value, failed: true }
      return { state: { ...state, [name]: fresh }, output: value }
    },
    lie: (choose, { f, value }) => (f === 'read' ? seen(choose) : value),
  }
}
