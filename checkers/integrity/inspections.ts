import { OK, type History } from '../../history/history.ts'
import { clientCalls, nodeOf, outcome } from '../availability/calls.ts'

/** What one of the server's own tools said of one node. */
export interface Inspection {
  tool: string
  node: string | null
  /** Its complaints, word for word; none is a clean bill of health. */
  findings: string[]
  /** The row of the history that says so. */
  end: number
}

/** The `inspect` operations (value: `{tool, findings}`) that could be done, and how many could not. */
export function inspectionsOf(history: History): { inspections: Inspection[]; undone: number } {
  const inspect = history.nameOf('inspect')
  const inspections: Inspection[] = []
  let undone = 0
  clientCalls(history, (start, end) => {
    if (history.f[start] !== inspect) return
    const { tool, findings } = (history.value[end] ?? {}) as { tool?: unknown; findings?: unknown }
    if (outcome(history, end) === OK && typeof tool === 'string' && Array.isArray(findings))
      inspections.push({ tool, node: nodeOf(history, end), findings: findings.map(String), end })
    else undone++
  })
  return { inspections, undone }
}
