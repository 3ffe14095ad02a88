import { withheld, type Conversation, type Cuttable, type Passage } from './conversation.ts'
import { Messages, type Message } from './messages.ts'
import { greeting, opening } from './postgres-messages.ts'
import { Transaction, type Commit } from './transaction.ts'

/** A client's and a server's words in PostgreSQL's protocol, and which of them commit what a client wrote. */
export class PostgresConversation implements Conversation {
  private readonly client = new Messages(opening)
  private readonly server = new Messages(greeting)
  private readonly statements = new Map<string, string>()
  private readonly portals = new Map<string, string>()
  private readonly transaction = new Transaction()
  /** What has been asked of the server and is yet to be answered, as far as it commits a write. */
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
      const commit = this.transaction.commit()
      if (commit === undefined) continue
      this.committing = commit
      yield withheld(message, 'commit-withheld', commit.statement)
      yield passage('commit-sent', commit.statement)
    }
  }

  *answered(chunk: Buffer): Generator<Passage> {
    for (const { type, body, start } of this.server.in(chunk)) {
      if (
        type === 'C' &&
        this.committing !== undefined &&
        isOf(this.committing, textsOf(body)[0])
      ) {
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
    if (type === 'Q') this.transaction.perform(first)
    if (type === 'B') this.portals.set(first, this.statements.get(second) ?? '')
    if (type === 'E') this.transaction.perform(this.portals.get(first) ?? '')
    if (type !== 'P') return undefined
    this.statements.set(first, second)
    return second
  }

  private isReady(status: string): void {
    this.transaction.is(status !== 'I')
    this.committing = undefined
  }
}

/** Whether a server's tag says that this was committed: a COMMIT of what has failed rolls back. */
function isOf({ endsTransaction }: Commit, tag: string): boolean {
  return !endsTransaction || tag.startsWith('COMMIT')
}

/** The texts that a message begins with, each of which ends in a zero. */
function textsOf(body: Buffer): string[] {
  return body.toString('latin1').split('\0', 2)
}
