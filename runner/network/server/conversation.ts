/** Messages that a connection can be cut at, whatever its protocol calls them. */
export const cuttable = ['commit-withheld', 'commit-sent', 'commit-answered', 'parse'] as const
export type Cuttable = (typeof cuttable)[number]

/** Something that passes by, and where the chunk ends for whoever cuts the connection there. */
export interface Passage {
  message: Cuttable
  /** The statement that is parsed, or commits. */
  statement: string
  /** What a client says is passed on whole, but for what is withheld; of that, and of what the server answers, not all is. */
  cutAt: number
}

/** What both sides of a connection say to each other, followed from the first byte. */
export interface Conversation {
  /** False once it can't be followed any more: it is encrypted, or in another protocol. */
  readonly followed: boolean
  sent(chunk: Buffer): Passage[]
  answered(chunk: Buffer): Passage[]
}

/** Of a message that began in an earlier chunk enough is withheld that nobody can make it out. */
export function withheld(
  { start }: { start: number },
  message: Cuttable,
  statement: string,
): Passage {
  return { message, statement, cutAt: Math.max(0, start) }
}

/** What goes on whole before anything is closed. */
export function passed({ end }: { end: number }, message: Cuttable, statement: string): Passage {
  return { message, statement, cutAt: end }
}
