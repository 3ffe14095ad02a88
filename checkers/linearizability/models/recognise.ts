import { FAULT_PROCESS, OK } from '../../../runner/history/history.ts'
import type { History } from '../../../runner/history/history.ts'
import { models } from './catalog.ts'

/** In which order models are tried: those of few operations first. */
const order = [
  'cas-register',
  'mutex',
  'fifo-queue',
  'key-value',
  'grow-only-set',
  'counter',
  'multi-register',
]

/**
 * The name of the model that a history's operations belong to, told by their names and, for `add` and `read`, by
 * whether reads return lists. `undefined`: no model here has all of them (or there are none).
 */
export function recogniseModel(history: History): string | undefined {
  const used = new Set<string>()
  let readsLists = false
  for (let row = 0; row < history.length; row++) {
    if (history.process[row] === FAULT_PROCESS) continue
    const f = history.names[history.f[row]]
    used.add(f)
    readsLists ||= f === 'read' && history.type[row] === OK && Array.isArray(history.value[row])
  }
  if (used.size === 0) return undefined
  return order.find(
    (name) =>
      models[name]().operations.some((f) => used.has(f)) &&
      used.isSubsetOf(new Set(models[name]().operations)) &&
      (!used.has('read') || readsLists === (name === 'grow-only-set')),
  )
}
