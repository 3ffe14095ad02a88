import type { DurabilityResult } from '../../../checkers/durability/durability.ts'
import type { IntegrityResult } from '../../../checkers/integrity/integrity.ts'
import { faultSpans } from '../../../checkers/availability/faults.ts'
import type { History } from '../../../history/history.ts'
import type { RunResults } from '../../../runner/results.ts'

export const outcomes = [
  'refused to start',
  'wrong answer, silent',
  'loss, silent',
  'wrong answer, told',
  'loss, told',
  'error text',
  'told by a tool alone',
  'repaired',
  'nothing noticed',
  'nothing damaged',
] as const
export type Outcome = (typeof outcomes)[number]

/** What a run says of one damage. */
export interface Damaged {
  outcome: Outcome
  /** What the server told its clients or its log first. */
  said?: string
  /** What each tool said first, by its name; a tool that could not look has no word. */
  tools: Record<string, string | null>
  acknowledged: number | null
  lost: number | null
  duplicated: number
  unexpected: number
  onDisk?: string
}

/** Codes of errors that speak of damaged data or files. */
const damageCode = /\b(XX00[0-2]|58P0[12]|58030)\b/

export function outcomeOf(results: RunResults, history: History): Damaged {
  const durability = results.checks.durability as Partial<DurabilityResult>
  const integrity = results.checks.integrity as Partial<IntegrityResult>
  const { lost = null, duplicated = 0, unexpected = 0 } = durability
  const tools = Object.fromEntries(
    (integrity.inspections ?? []).map(({ tool, findings }) => [tool, findings[0] ?? '']),
  )
  const [span] = faultSpans(history)
  const told = (history.value[span?.inForceRow ?? -1] ?? {}) as {
    damage?: { server: string; said?: string }
  }
  const onDisk = span?.effect?.by.onDisk
  const errors = [...history.errors.values()].filter((error) => damageCode.test(error))
  const said = told.damage?.said ?? errors[0] ?? (tools['server log'] || undefined)
  const figures = { acknowledged: results.acknowledged, lost, duplicated, unexpected }
  const seen = {
    isDone: told.damage !== undefined,
    isRefused: told.damage?.server === 'refused',
    isWrong: duplicated + unexpected > 0 || (tools[OURS] ?? '') !== '',
    isLost: (lost ?? 0) > 0,
    isTold: errors.length > 0,
    isFound: Object.entries(tools).some(([tool, found]) => tool !== OURS && found !== ''),
    isOverwritten: onDisk === 'written over',
  }
  return { outcome: nameOf(seen), ...(said && { said }), tools, ...figures, onDisk: String(onDisk) }
}

/** It is the harness's own, and no operator has it. */
const OURS = 'both ways of reading'

function nameOf(seen: Record<string, boolean>): Outcome {
  if (!seen.isDone) return 'nothing damaged'
  if (seen.isRefused) return 'refused to start'
  const how = seen.isTold || seen.isFound ? 'told' : 'silent'
  if (seen.isLost) return `loss, ${how}`
  if (seen.isWrong) return `wrong answer, ${how}`
  if (seen.isTold) return 'error text'
  if (seen.isFound) return 'told by a tool alone'
  return seen.isOverwritten ? 'repaired' : 'nothing noticed'
}
