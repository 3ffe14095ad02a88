import { passed, withheld, type Conversation, type Passage } from './conversation.ts'
import { Messages, type Message } from './messages.ts'
import { greeting, opening } from './postgres-messages.ts'
import { nothing, statementOf, Transaction, type Commit, type Statement } from './transaction.ts'

/** A client's and a server's words in PostgreSQL's protocol, and which of them commit what a client wrote. */
export class PostgresConversation implements Conversation {
  private readonly client = new Messages(opening)
  private readonly server = new Messages(greeting)
  private readonly statements = new Map<string, Statement>()
  private readonly portals = new Map<string, Statement>()
  private readonly transaction = new Transaction()
  /** What has been asked of the server and is yet to be answered, as far as it commits a write. */
  private committing: Commit | undefined

  get followed(): boolean {
    return this.client.followed && this.server.followed
  }

  sent(chunk: Buffer): Passage[] {
    const passages: Passage[] = []
    this.client.each(chunk, (message) => this.hear(message, passages))
    return passages
  }

  answered(chunk: Buffer): Passage[] {
    const passages: Passage[] = []
    this.server.each(chunk, (message) => this.learn(message, passages))
    return passages
  }

  private hear(message: Message, passages: Passage[]): void {
    const { type } = message
    if (type === 'P') this.parse(message, passages)
    if (type === 'B') this.bind(message)
    if (type === 'E') this.transaction.perform(this.portals.get(textAt(message)) ?? nothing)
    if (type === 'Q') this.transaction.perform(statementOf(textAt(message)))
    // A server commits what stands by itself once it has all that belongs together.
    if (type !== 'Q' && type !== 'S') return
    const commit = this.transaction.commit()
    if (commit === undefined) return
    this.committing = commit
    passages.push(withheld(message, 'commit-withheld', commit.statement))
    passages.push(passed(message, 'commit-sent', commit.statement))
  }

  private parse(message: Message, passages: Passage[]): void {
    const name = textAt(message)
    const text = textAt(message, name.length + 1)
    this.statements.set(name, statementOf(text))
    passages.push(passed(message, 'parse', text))
  }

  private bind(message: Message): void {
    const portal = textAt(message)
    const name = textAt(message, portal.length + 1)
    this.portals.set(portal, this.statements.get(name) ?? nothing)
  }

  private learn(message: Message, passages: Passage[]): void {
    const { committing } = this
    if (message.type === 'Z') this.isReady(message.bytes[message.from])
    if (message.type !== 'C' || committing === undefined) return
    if (!isOf(committing, textAt(message))) return
    this.committing = undefined
    passages.push(withheld(message, 'commit-answered', committing.statement))
  }

  private isReady(status: number): void {
    this.transaction.is(status !== IDLE)
    this.committing = undefined
  }
}

/** What a server says that has no transaction open. */
const IDLE = 'I'.charCodeAt(0)

/** Whether a server's tag says that this was committed: a COMMIT of what has failed rolls back. */
function isOf({ endsTransaction }: Commit, tag: string): boolean {
  return !endsTransaction || tag.startsWith('COMMIT')
}

/** A text of a message, so many bytes after its beginning, which ends in a zero. */
function textAt({ bytes, from, to }: Message, after = 0): string {
  const start = Math.min(from + after, to)
  // Most names are empty, and a search is a call out of here.
  if (bytes[start] === 0) return ''
  const zero = bytes.indexOf(0, start)
  return bytes.toString('latin1', start, zero === -1 ? to : Math.min(zero, to))
}
