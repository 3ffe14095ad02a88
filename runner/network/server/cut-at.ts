import { cuttable, type Passage } from './conversation.ts'

/** A toxic of ours beside the original's: connections of a proxy that has a protocol are cut at one of its messages. */
export const CUT_AT = 'splitbrain_cut_at'

/** Which message, and for one that names a statement, what that begins with; nothing is any. */
type Attributes = Record<string, number | string>
export const cutAttributes: Attributes = { message: 'commit-sent', statement: '' }

export function refuseCut({ message }: Attributes): string | undefined {
  const known: readonly unknown[] = cuttable
  return known.includes(message) ? undefined : `message must be one of ${known.join(', ')}`
}

export function isMeant({ message, statement }: Attributes, passage: Passage): boolean {
  const beginning = String(statement).toLowerCase()
  return (
    passage.message === message && passage.statement.trimStart().toLowerCase().startsWith(beginning)
  )
}
