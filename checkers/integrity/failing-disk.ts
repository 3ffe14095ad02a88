import type { History } from '../../history/history.ts'
import { faultSpans, type FaultSpan } from '../availability/faults.ts'
import { inspectionsOf, type Inspection } from './inspections.ts'

/** What a server says of a flush that its disk's client can't even ask for any more, since the disk has hung up. */
export const hungUp = /could not f(data)?sync [^:]*: Invalid argument/

/** How a system's errors of a disk end a server's message. */
const sayings = {
  EIO: /: Input\/output error$/,
  EROFS: /: Read-only file system$/,
  ENOSPC: /: No space left on device$/,
  EINVAL: new RegExp(`${hungUp.source}$`),
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
    const left = each.findings.filter((said) => !sayings.some((saying) => saying.test(said)))
    if (left.length === each.findings.length || !left.every((said) => MORE.test(said)))
      return { ...each, findings: left }
    untold.push(...left.map((said) => `${each.tool} on ${each.node}: ${said}`))
    return { ...each, findings: [] }
  })
  return { rest, untold }
}

/** A server ends itself where it can't trust what it wrote; any other message is of something that it refused. */
const LAST_WORD = 'PANIC: '

/** A server that a fault of its disk ended, at a moment that nobody tells, and maybe more than once. */
export interface EndedByDisk {
  node: string
  span: FaultSpan
  /** By its own last word; else nobody read its log, and it may have gone on. */
  isTold: boolean
}

export function endedByDisk(history: History): EndedByDisk[] {
  const logs = inspectionsOf(history).inspections.filter(({ tool }) => tool === LOG)
  return failingDisks(history).flatMap((disk) =>
    disk.at.flatMap((node) => {
      const own = logs.filter((log) => log.node === node)
      const isTold = own.some((log) => endsWithWord(log.findings, sayingsAt(disk, log)))
      return isTold || own.length === 0 ? [{ node, span: disk.span, isTold }] : []
    }),
  )
}

function endsWithWord(findings: readonly string[], sayings: readonly RegExp[]): boolean {
  const isOfDisk = (said: string) => sayings.some((saying) => saying.test(said))
  return findings.some((said) => said.startsWith(LAST_WORD) && isOfDisk(said))
}

/** With the fault, from whose beginning on each may have been failing. */
function failingDisks(history: History): (FailingDisk & { span: FaultSpan })[] {
  return faultSpans(history).flatMap((span) => {
    const { failingDisk } = (history.value[span.inForceRow] ?? {}) as { failingDisk?: FailingDisk }
    return failingDisk === undefined ? [] : [{ ...failingDisk, span }]
  })
}

function sayingsAt(
  { at, errors, span }: FailingDisk & { span: FaultSpan },
  { node, end }: Inspection,
): RegExp[] {
  const isOfIt = node !== null && at.includes(node) && span.startRow < end
  return isOfIt ? errors.map((error) => sayings[error]) : []
}
