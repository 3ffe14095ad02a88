import { faultSpans, overlap, type FaultSpan } from '../../../checkers/availability/faults.ts'
import { changesOf, primaryBefore, type Evidence } from '../../../runner/evidence.ts'
import { goneIn } from '../../claims/standbys-away.ts'
import { writesDuring, type Stretch, type Written } from '../../claims/writes-during.ts'

/** A fault that was by itself, and what became of writes from some time into it on, while one server was the primary. */
export interface Apart {
  fault: string
  primary: string
  written: Written
}

/** Whether nothing gets through between two, at least one of which is gone itself or the way between them lost. */
export type IsApart = (one: string, other: string) => boolean

export function apartIn({ history }: Evidence, span: FaultSpan): IsApart {
  return goneIn(history.value[span.inForceRow], span).apart
}

/** Each lone fault of a kind that lasts for longer than `afterMs`, with one primary that its clients reach throughout. */
export function apartFor(
  evidence: Evidence,
  first: string,
  afterMs: number,
  isMeant: (primary: string, areApart: IsApart) => boolean,
): Apart[] {
  const { history } = evidence
  const spans = faultSpans(history)
  const changes = changesOf(evidence)
  return spans.flatMap((span) => {
    const { fault, inForceRow, undoRow } = span
    const stretch = laterPartOf(evidence, span, afterMs)
    const primary = primaryBefore(inForceRow, changes, first)
    const areApart = apartIn(evidence, span)
    const isOther = spans.some((other) => other !== span && overlap(span, other))
    const isReplaced = changes.some(
      ({ startRow }) => startRow > inForceRow && startRow < (undoRow ?? Infinity),
    )
    if (stretch === undefined || isOther || isReplaced || areApart('clients', primary)) return []
    if (!isMeant(primary, areApart)) return []
    // Whom clients came to is known of those writes alone that were answered.
    return [{ fault, primary, written: writesDuring(history, () => true, stretch) }]
  })
}

function laterPartOf(
  { history }: Evidence,
  { inForceNs, inForceRow, undoRow }: FaultSpan,
  afterMs: number,
): Stretch | undefined {
  const untilRow = undoRow ?? history.length
  for (let row = inForceRow; row < untilRow; row++)
    if (history.timeNs[row] >= inForceNs + afterMs * 1e6) return { fromRow: row, untilRow }
}
