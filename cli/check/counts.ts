import { FAULT_PROCESS, INVOKE, type History } from '../../history/history.ts'
import type { Judged } from './judged.ts'

/** How often each operation of clients was begun, and how many lines tell of faults. */
export function countsOf(history: History): Pick<Judged, 'operations' | 'faults'> {
  const isCounted = (type: number) => (type === INVOKE) !== history.completionOnly
  const operations: Record<string, number> = {}
  let faults = 0
  for (let row = 0; row < history.length; row++) {
    if (history.process[row] === FAULT_PROCESS) faults++
    else if (isCounted(history.type[row])) {
      const name = history.names[history.f[row]]
      operations[name] = (operations[name] ?? 0) + 1
    }
  }
  return { operations, faults }
}
