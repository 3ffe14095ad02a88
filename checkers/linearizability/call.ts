import { FAIL, OK } from '../../history/history.ts'
import type { History } from '../../history/history.ts'
import type { Key } from '../../history/operation.ts'

/** One operation from its invocation to its end, as a model sees it. */
export interface Call {
  f: string
  key?: Key
  /** The client. */
  process: number
  /** The invocation's value. */
  input: unknown
  /** The completion's value; `undefined` while `outcome` is `unknown`. */
  output: unknown
  /** `failed` calls reach a model only if its `observedFailures` name their `f`. */
  outcome: 'done' | 'failed' | 'unknown'
}

/** What a call of a single register saw there and what it left there; a missing one means neither saw nor left. */
export interface Access {
  saw?: { value: unknown }
  left?: { value: unknown }
}

/** The call that the history's `row` begins. */
export function callOf(history: History, row: number): Call {
  const end = history.pair[row]
  const type = end < 0 ? -1 : history.type[end]
  const key = history.key[row]
  return {
    f: history.names[history.f[row]],
    key: key < 0 ? undefined : history.keys[key],
    process: history.process[row],
    input: history.value[row],
    output: type === OK || type === FAIL ? history.value[end] : undefined,
    outcome: type === OK ? 'done' : type === FAIL ? 'failed' : 'unknown',
  }
}
