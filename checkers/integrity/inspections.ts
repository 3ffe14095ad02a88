import { OK, type History } from '../../history/history.ts'
import { inspectCalls, nodeOf, outcome } from '../availability/calls.ts'

/** What one of the server's own tools said of one node. */
export interface Inspection {
  tool: string
  /** What its complaints are of; absent where they are of damage to data. */
  of?: string
  node: string | null
  /** Its complaints, word for word; none is a clean bill of health. */
  findings: string[]
  /** What it counted there, where it counts anything. */
  counted?: Record<string, number>
  /** The row of the history that says so. */
  end: number
}

/** The `inspect` operations (value: `{tool, findings}`) that could be done, and why others could not. */
export function inspectionsOf(history: History): { inspections: Inspection[]; undone: string[] } {
  const inspections: Inspection[] = []
  const undone: string[] = []
  inspectCalls(history, (start, end) => {
    const value = (history.value[end] ?? {}) as Record<string, unknown>
    const { tool, of, findings } = value
    const counted = value.counted as Inspection['counted']
    const about = {
      node: nodeOf(history, end),
      end,
      ...(typeof of === 'string' && { of }),
      ...(counted && { counted }),
    }
    if (outcome(history, end) === OK && typeof tool === 'string' && Array.isArray(findings))
      inspections.push({ tool, ...about, findings: findings.map(String) })
    else undone.push(whyUndone(history, start, end))
  })
  return { inspections, undone }
}

function whyUndone(history: History, start: number, end: number): string {
  const { tool } = (history.value[start] ?? {}) as { tool?: unknown }
  const who = typeof tool === 'string' ? tool : 'a tool'
  return `${who} on ${nodeOf(history, start) ?? 'a node'}: ${history.errors.get(end) ?? 'no answer'}`
}
