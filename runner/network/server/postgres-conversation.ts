import type { Conversation, Cuttable, Passage } from './conversation.ts'
import { Messages, type Message } from './postgres-messages.ts'

const begins = /(?:^|;)\s*(?:begin|start)\b/i
const commits = /(?:^|;)\s*(?:commit|end)\b/i
/** Whatever may change a row, as the second phase of a commit does; one that only locks some is none the worse for being taken for one of these. */
const writes = /\b(?:insert|update|delete|merge|truncate)\b|^\s*commit\s+prepared\b/i

/** What has been asked of the server and is yet to be answered, as far as it commits a write. */
type Commit = { statement: string; tag: RegExp }

/** A client's and a server's words in PostgreSQL's protocol, and which of them commit what a client wrote. */
export class PostgresConversation implements Conversation {
  private readonly client = new Messages('client')
  private readonly server = new Messages('server')
  private readonly statements = new Map<string, string>()
  private readonly portals = new Map<string, string>()
  /** Whether a transaction is open that only its own COMMIT ends. */
  private isOpen = false
  /** What it, or the statement by itself, has written; and what asked for the commit. */
  private wrote: string | undefined
  private asked: string | undefined
  private committing: Commit | undefined

  get followed(): boolean {
    return this.client.followed && this.server.followed
  }

  *sent(chunk: Buffer): Generator<Passage> {
    for (const message of this.client.in(chunk)) {
      const passage = (cut: Cuttable, statement: string) => ({
        message: cut,
        statement,
        cutAt: message.end,
      })
      const parsed = this.hear(message)
      if (parsed !== undefined) yield passage('parse', parsed)
      // A server commits what stands by itself once it has all that belongs together.
      if (!['Q', 'S'].includes(message.type)) continue
      const commit = this.commit()
      if (commit === undefined) continue
      this.committing = commit
      yield withheld(message, 'commit-withheld', commit.statement)
      yield passage('commit-sent', commit.statement)
    }
  }

  *answered(chunk: Buffer): Generator<Passage> {
    for (const { type, body, start } of this.server.in(chunk)) {
      if (type === 'C' && this.committing?.tag.test(textsOf(body)[0])) {
        const { statement } = this.committing
        this.committing = undefined
        yield withheld({ start }, 'commit-answered', statement)
      }
      if (type === 'Z') this.isReady(String.fromCharCode(body[0]))
    }
  }

  /** Takes what a client says into account; a statement where that is to be parsed. */
  private hear({ type, body }: Message): string | undefined {
    const [first, second = ''] = textsOf(body)
    if (type === 'Q') this.perform(first)
    if (type === 'B') this.portals.set(first, this.statements.get(second) ?? '')
    if (type === 'E') this.perform(this.portals.get(first) ?? '')
    if (type !== 'P') return undefined
    this.statements.set(first, second)
    return second
  }

  private perform(text: string): void {
    if (begins.test(text)) this.isOpen = true
    if (writes.test(text)) this.wrote = text
    if (commits.test(text)) this.asked = text
  }

  private commit(): Commit | undefined {
    const { wrote, asked, isOpen } = this
    this.asked = undefined
    if (wrote === undefined || (isOpen && asked === undefined)) return undefined
    this.wrote = undefined
    return isOpen ? { statement: asked!, tag: /^COMMIT/ } : { statement: wrote, tag: /^/ }
  }

  private isReady(status: string): void {
    this.isOpen = status !== 'I'
    if (!this.isOpen) this.wrote = undefined
    this.committing = undefined
  }
}

/** Of a message that began in an earlier chunk enough is withheld that nobody can make it out. */
function withheld(
  { start }: Pick<Message, 'start'>,
  message: Cuttable,
  statement: string,
): Passage {
  return { message, statement, cutAt: Math.max(0, start) }
}

/** The texts that a message begins with, each of which ends in a zero. */
function textsOf(body: Buffer): string[] {
  return body.toString('latin1').split('\0', 2)
}
