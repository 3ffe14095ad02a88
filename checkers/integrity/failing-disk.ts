import type { History } from '../../history/history.ts'
import { faultSpans } from '../availability/faults.ts'
import type { Inspection } from './inspections.ts'

/** How a system's errors of a disk end a server's message. */
const sayings = {
  EIO: 'Input/output error',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
}

/** What a fault tells of a disk that fails or is full, as `failingDisk`. */
interface FailingDisk {
  /** The nodes that have their data on it. */
  at: string[]
  errors: (keyof typeof sayings)[]
}

/** The tool that speaks of all that was; any other looks once faults are over, and should meet them no more. */
const LOG = 'server log'
/** In the place of what was too much to be told. */
const MORE = /^and \d+ more$/

/**
 * Inspections without what a server wrote of a disk that a fault made fail: what it says of its disk is no finding of what
 * is on it. `untold` are those of which nothing else is left but that there was more.
 */
export function withoutFailingDisks(history: History, inspections: readonly Inspection[]) {
  const disks = failingDisks(history)
  const untold: string[] = []
  const rest = inspections.map((each) => {
    const sayings = each.tool === LOG ? disks.flatMap((disk) => sayingsAt(disk, each)) : []
    const left = each.findings.filter((said) => !sayings.some((end) => said.endsWith(`: ${end}`)))
    if (left.length === each.findings.length || !left.every((said) => MORE.test(said)))
      return { ...each, findings: left }
    untold.push(...left.map((said) => `${each.tool} on ${each.node}: ${said}`))
    return { ...each, findings: [] }
  })
  return { rest, untold }
}

/** With the row from which on each may have been failing. */
function failingDisks(history: History) {
  return faultSpans(history).flatMap(({ inForceRow, startRow }) => {
    const { failingDisk } = (history.value[inForceRow] ?? {}) as { failingDisk?: FailingDisk }
    return failingDisk === undefined ? [] : [{ ...failingDisk, startRow }]
  })
}

function sayingsAt(
  { at, errors, startRow }: FailingDisk & { startRow: number },
  { node, end }: Inspection,
): string[] {
  const isOfIt = node !== null && at.includes(node) && startRow < end
  return isOfIt ? errors.map((error) => sayings[error]) : []
}
