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
] as const
export type Outcome = (typeof outcomes)[number]

/** What a run says of one damage. */
export interface Damaged {
  /** What became of the server. */
  server: string
  /** Whether a client was told of it. */
  isTold: boolean
  /** What the server told its clients or its log first. */
  said?: string
  /** What each tool said first, by its name: nothing of a sound file; a tool that could not look is not there. */
  tools: Record<string, string>
  acknowledged: number | null
  lost: number | null
  duplicated: number
  unexpected: number
  onDisk: string
}

/** A path up to the data, which is of one machine alone. */
const whereItLay = /"[^"]*\/(?=data\/)/g

/** Codes of errors that speak of damaged data or files. */
const damageCode = /\b(XX00[0-2]|58P0[12]|58030)\b/

export function damagedIn(results: RunResults, history: History): Damaged | undefined {
  const [span] = faultSpans(history)
  const { damage } = (history.value[span?.inForceRow ?? -1] ?? {}) as {
    damage?: { server: string; said?: string }
  }
  if (damage === undefined) return undefined
  const durability = results.checks.durability as Partial<DurabilityResult>
  const integrity = results.checks.integrity as Partial<IntegrityResult>
  const { lost = null, duplicated = 0, unexpected = 0 } = durability
  const tools = Object.fromEntries(
    (integrity.inspections ?? []).map(({ tool, findings }) => [tool, findings[0] ?? '']),
  )
  const errors = [...history.errors.values()].filter((error) => damageCode.test(error))
  const said = damage.said ?? errors[0] ?? (tools['server log'] || undefined)
  return {
    server: damage.server,
    isTold: errors.length > 0,
    ...(said && { said: said.replaceAll(whereItLay, '"') }),
    tools,
    acknowledged: results.acknowledged,
    lost,
    duplicated,
    unexpected,
    onDisk: String(span.effect?.by.onDisk),
  }
}

/** It is the harness's own, and no operator has it. */
const OURS = 'both ways of reading'

/** The worst that was seen. */
export function outcomeOf(seen: Damaged): Outcome {
  const { server, isTold, tools, lost, duplicated, unexpected, onDisk } = seen
  if (server === 'refused') return 'refused to start'
  const found = Object.entries(tools).filter(([, said]) => said !== '')
  const how = isTold || found.some(([tool]) => tool !== OURS) ? 'told' : 'silent'
  if ((lost ?? 0) > 0) return `loss, ${how}`
  // What fails as it is read is no answer.
  const differs = / rows by itself and /.test(tools[OURS] ?? '')
  if (duplicated + unexpected > 0 || differs) return `wrong answer, ${how}`
  if (isTold) return 'error text'
  if (found.length > 0) return 'told by a tool alone'
  return onDisk === 'written over' ? 'repaired' : 'nothing noticed'
}
