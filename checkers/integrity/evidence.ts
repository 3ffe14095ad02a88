import { FAULT_PROCESS, type History } from '../../history/history.ts'
import { faultCalls, wholeOperations } from '../availability/calls.ts'
import { isDeath, isLossOfPower } from '../availability/deaths.ts'
import type { About, Anomaly } from '../checker.ts'
import { divergence } from '../divergence/divergence.ts'
import { durability } from '../durability/durability.ts'
import { endedByDisk } from './failing-disk.ts'

/**
 * SQLSTATE `XX001` is data_corrupted, `XX002` index_corrupted. Pgpool-II borrows the first for a statement that did more at
 * one server than at another, of which `divergence` speaks.
 */
const CORRUPTED = /\bXX00[12]\b(?! pgpool detected difference)/

/** The anomalies that no replication explains; a lost write is one only where nothing was there to lose it in. */
const unexplained = new Set([
  'lost write',
  'hole',
  'duplicate element',
  'unexpected element',
  'divergence',
])

/** What clients saw that a sound database does not show; nothing is judged twice, and nothing by other names than its workload's. */
export function corruptionSeen(history: History, { judged }: About): Anomaly[] {
  const explained = lossesExplained(history)
  return [durability(), divergence()]
    .flatMap((checker) => (judged?.[checker.name] ?? checker.check(history, {})).anomalies)
    .filter(({ name }) => unexplained.has(name) && !explained.includes(name))
}

/** By what anomalies a loss shows that something of this history explains. */
function lossesExplained(history: History): string[] {
  // Nobody tells how often a disk ended its server, nor what survived between.
  if (mayLoseByDisk(history)) return ['lost write', 'hole']
  return anyLosing(history) || mayLoseInCrash(history) ? ['lost write'] : []
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

/** A damage to a file is done while its server is down, which may have been ended for that. */
const endedForDamage = /:restart=crash\b/

/** A server died, and had said last that it answers commits before that is no harm to them. */
function mayLoseInCrash(history: History): boolean {
  return deathsIn(history).some(({ row, fault }) =>
    answersEarly(history, row, isLossOfPower(fault)),
  )
}

/** The same of one that its disk ended, from which what it had not flushed goes too. */
function mayLoseByDisk(history: History): boolean {
  return endedByDisk(history).some(({ span: { undoRow } }) =>
    answersEarly(history, undoRow ?? Infinity, true),
  )
}

function deathsIn(history: History): { row: number; fault: string }[] {
  const deaths: { row: number; fault: string }[] = []
  faultCalls(history, (row) => {
    const fault = history.names[history.f[row]]
    if (isDeath(fault) || endedForDamage.test(fault)) deaths.push({ row, fault })
  })
  return deaths
}

/** By what was said last before a row: whether commits were answered before WAL had them, or before the disk had that. */
function answersEarly(history: History, untilRow: number, losesPower: boolean): boolean {
  const mode = history.nameOf('mode')
  let isEarly = false
  faultCalls(history, (row) => {
    if (history.f[row] !== mode || row >= untilRow) return
    const { settings } = history.value[row] as { settings?: Record<string, string> }
    isEarly = settings?.synchronous_commit === 'off' || (losesPower && settings?.fsync === 'off')
  })
  return isEarly
}
