import { FAULT_PROCESS, type History } from '../../history/history.ts'
import { faultCalls, wholeOperations } from '../availability/calls.ts'
import type { About, Anomaly } from '../checker.ts'
import { divergence } from '../divergence/divergence.ts'
import { durability } from '../durability/durability.ts'

/**
 * SQLSTATE `XX001` is data_corrupted, `XX002` index_corrupted. Pgpool-II borrows the first for a statement that did more at
 * one server than at another, of which `divergence` speaks.
 */
const CORRUPTED = /\bXX00[12]\b(?! pgpool detected difference)/

/** The anomalies that no replication explains; a lost write is one only where nothing was there to lose it in. */
const unexplained = new Set(['hole', 'duplicate element', 'unexpected element', 'divergence'])

/** What clients saw that a sound database does not show; nothing is judged twice, and nothing by other names than its workload's. */
export function corruptionSeen(history: History, { judged }: About): Anomaly[] {
  const mayLose = anyLosing(history) || mayLoseInCrash(history)
  return [durability(), divergence()]
    .flatMap((checker) => (judged?.[checker.name] ?? checker.check(history, {})).anomalies)
    .filter(({ name }) => unexplained.has(name) || (name === 'lost write' && !mayLose))
}

/** The first error by which the server itself told a client of corruption. */
export function corruptionTold(history: History): Anomaly | null {
  for (const [row, error] of history.errors)
    if (CORRUPTED.test(error) && history.process[row] !== FAULT_PROCESS)
      return {
        name: 'corruption',
        summary: `The server told a client: ${error}`,
        witness: wholeOperations(history, [row]),
      }
  return null
}

/** A failover, or a mistake, from which one recovers by going back; each may have had its effect before it came to its end. */
function anyLosing(history: History): boolean {
  const losing = ['failover', 'mistake'].map((name) => history.nameOf(name))
  let any = false
  faultCalls(history, (start) => {
    any ||= losing.includes(history.f[start])
  })
  return any
}

const unclean =
  /^(crash-|kill-|power-cut-|immediate-|oom-|restart-.*:mode=immediate|blackout$|.*:restart=crash)/

/** A server ended without a warning, and had said that its commits are answered before they are on its disk. */
function mayLoseInCrash(history: History): boolean {
  const mode = history.nameOf('mode')
  let [ended, early] = [false, false]
  faultCalls(history, (start) => {
    ended ||= unclean.test(history.names[history.f[start]])
    if (history.f[start] !== mode) return
    const { settings } = history.value[start] as { settings?: Record<string, string> }
    early ||= settings?.synchronous_commit === 'off' || settings?.fsync === 'off'
  })
  return ended && early
}
