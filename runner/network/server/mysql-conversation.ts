import { withheld, type Conversation, type Passage } from './conversation.ts'
import { Messages, type Message } from './messages.ts'
import {
  EXECUTE,
  isDarkAfter,
  isOpenAfter,
  OK,
  packet,
  PREPARE,
  PROTOCOL,
  QUERY,
  statementNumber,
} from './mysql-packets.ts'
import { Transaction, type Commit } from './transaction.ts'

/** A client's and a server's words in MySQL's protocol, and which of them commit what a client wrote. */
export class MysqlConversation implements Conversation {
  private readonly client = new Messages(packet)
  private readonly server = new Messages(packet)
  private readonly transaction = new Transaction()
  /** Statements by the numbers that the server gave them. */
  private readonly prepared = new Map<number, string>()
  private preparing: string | undefined
  private committing: Commit | undefined
  /** They greet each other first, and only then does the client command. */
  private stage: 'greeting' | 'answering' | 'proving' | 'commanding' | 'dark' = 'greeting'

  get followed(): boolean {
    return this.client.followed && this.server.followed && this.stage !== 'dark'
  }

  *sent(chunk: Buffer): Generator<Passage> {
    for (const message of this.client.in(chunk)) {
      if (this.stage === 'answering') this.stage = isDarkAfter(message.body) ? 'dark' : 'proving'
      // One with another number goes on with what came before.
      else if (this.stage === 'commanding' && message.type === '0') yield* this.hear(message)
    }
  }

  *answered(chunk: Buffer): Generator<Passage> {
    for (const { type, body, start } of this.server.in(chunk)) {
      if (this.stage === 'greeting') this.stage = body[0] === PROTOCOL ? 'answering' : 'dark'
      else if (this.stage === 'proving' && body[0] === OK) this.isReady(body)
      // The first packet of an answer tells what it is.
      else if (this.stage === 'commanding' && type === '1') yield* this.learn(body, start)
    }
  }

  private *hear(message: Message): Generator<Passage> {
    const { body, end } = message
    this.preparing = this.committing = undefined
    const statement = this.statementOf(body)
    if (body[0] !== EXECUTE && statement !== '') yield { message: 'parse', statement, cutAt: end }
    if (body[0] === PREPARE) return void (this.preparing = statement)
    this.transaction.perform(statement)
    const commit = this.transaction.commit()
    if (commit === undefined) return
    this.committing = commit
    yield withheld(message, 'commit-withheld', commit.statement)
    yield { message: 'commit-sent', statement: commit.statement, cutAt: end }
  }

  private statementOf(body: Buffer): string {
    if (body[0] === QUERY || body[0] === PREPARE) return body.toString('latin1', 1)
    if (body[0] === EXECUTE) return this.prepared.get(statementNumber(body)) ?? ''
    return ''
  }

  private *learn(body: Buffer, start: number): Generator<Passage> {
    const { preparing, committing } = this
    this.preparing = this.committing = undefined
    if (body[0] !== OK) return
    if (preparing !== undefined) return void this.prepared.set(statementNumber(body), preparing)
    if (committing !== undefined) yield withheld({ start }, 'commit-answered', committing.statement)
    this.isReady(body)
  }

  private isReady(ok: Buffer): void {
    this.stage = 'commanding'
    this.transaction.is(isOpenAfter(ok))
  }
}
