import { passed, withheld, type Conversation, type Passage } from './conversation.ts'
import { bodyOf, Messages, type Message } from './messages.ts'
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
import { nothing, statementOf, Transaction, type Commit, type Statement } from './transaction.ts'

/** A client's and a server's words in MySQL's protocol, and which of them commit what a client wrote. */
export class MysqlConversation implements Conversation {
  private readonly client = new Messages(packet)
  private readonly server = new Messages(packet)
  private readonly transaction = new Transaction()
  /** Statements by the numbers that the server gave them. */
  private readonly prepared = new Map<number, Statement>()
  private preparing: Statement | undefined
  private committing: Commit | undefined
  /** Whether the first packet of an answer, which tells what it is, is still to come; numbers of packets begin anew. */
  private isAsked = false
  /** They greet each other first, and only then does the client command. */
  private stage: 'greeting' | 'answering' | 'proving' | 'commanding' | 'dark' = 'greeting'

  get followed(): boolean {
    return this.client.followed && this.server.followed && this.stage !== 'dark'
  }

  sent(chunk: Buffer): Passage[] {
    const passages: Passage[] = []
    this.client.each(chunk, (message) => {
      if (this.stage === 'answering') this.stage = isDarkAfter(bodyOf(message)) ? 'dark' : 'proving'
      // One with another number goes on with what came before.
      else if (this.stage === 'commanding' && message.type === '0') this.hear(message, passages)
    })
    return passages
  }

  answered(chunk: Buffer): Passage[] {
    const passages: Passage[] = []
    this.server.each(chunk, (message) => {
      const first = message.bytes[message.from]
      if (this.stage === 'greeting') this.stage = first === PROTOCOL ? 'answering' : 'dark'
      else if (this.stage === 'proving' && first === OK) this.isReady(bodyOf(message))
      else if (this.isAsked && message.type === '1') this.learn(message, passages)
    })
    return passages
  }

  private hear(message: Message, passages: Passage[]): void {
    const command = message.bytes[message.from]
    this.isAsked = true
    this.preparing = this.committing = undefined
    const said = this.statementIn(message)
    if (command !== EXECUTE && said.text !== '') passages.push(passed(message, 'parse', said.text))
    if (command === PREPARE) return void (this.preparing = said)
    this.transaction.perform(said)
    const commit = this.transaction.commit()
    if (commit === undefined) return
    this.committing = commit
    passages.push(withheld(message, 'commit-withheld', commit.statement))
    passages.push(passed(message, 'commit-sent', commit.statement))
  }

  private statementIn(message: Message): Statement {
    const { bytes, from, to } = message
    const command = bytes[from]
    if (command === QUERY || command === PREPARE)
      return statementOf(bytes.toString('latin1', from + 1, to))
    if (command !== EXECUTE) return nothing
    return this.prepared.get(statementNumber(bodyOf(message))) ?? nothing
  }

  private learn(message: Message, passages: Passage[]): void {
    const { preparing, committing } = this
    this.isAsked = false
    this.preparing = this.committing = undefined
    const body = bodyOf(message)
    if (body[0] !== OK) return
    if (preparing !== undefined) return void this.prepared.set(statementNumber(body), preparing)
    if (committing !== undefined)
      passages.push(withheld(message, 'commit-answered', committing.statement))
    this.isReady(body)
  }

  private isReady(ok: Buffer): void {
    this.stage = 'commanding'
    this.transaction.is(isOpenAfter(ok))
  }
}
