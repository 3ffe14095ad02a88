const begins = /(?:^|;)\s*(?:begin|start)\b/i
const commits = /(?:^|;)\s*(?:commit|end)\b/i
/** Whatever may change a row, as the second phase of a commit does; one that only locks some is none the worse for being taken for one of these. */
const writes = /\b(?:insert|update|delete|merge|truncate)\b|^\s*(?:replace\b|commit\s+prepared\b)/i

/** What is said, and what that does, in words that PostgreSQL and MySQL have in common. */
export interface Statement {
  text: string
  begins: boolean
  writes: boolean
  commits: boolean
}

/** To be called once for what is prepared, and run often. */
export function statementOf(text: string): Statement {
  return {
    text,
    begins: begins.test(text),
    writes: writes.test(text),
    commits: commits.test(text),
  }
}

/** What runs something that nobody has heard being prepared. */
export const nothing = statementOf('')

/** What asks for a commit: a statement that ends a transaction, or one that writes by itself. */
export interface Commit {
  statement: string
  endsTransaction: boolean
}

/** What one session's statements open, write and commit. */
export class Transaction {
  /** Whether one is open that only its own COMMIT ends. */
  private isOpen = false
  /** What it, or the statement by itself, has written; and what asked for the commit. */
  private wrote: string | undefined
  private asked: string | undefined

  perform(said: Statement): void {
    if (said.begins) this.isOpen = true
    if (said.writes) this.wrote = said.text
    if (said.commits) this.asked = said.text
  }

  /** What commits a write now that all was said that belongs together, once. */
  commit(): Commit | undefined {
    const { wrote, asked, isOpen } = this
    this.asked = undefined
    if (wrote === undefined || (isOpen && asked === undefined)) return undefined
    this.wrote = undefined
    return { statement: isOpen ? asked! : wrote, endsTransaction: isOpen }
  }

  /** What the server says of it once it has answered. */
  is(open: boolean): void {
    this.isOpen = open
    if (!open) this.wrote = undefined
  }
}
