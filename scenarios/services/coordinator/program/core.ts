import { Connection, type Credentials, type Server } from './connection.ts'
import type { Decisions } from './decision-log.ts'
import type { Turns } from './turns.ts'

/** What a coordinator is told at its start. */
export interface Config {
  host: string
  port: number
  /** Whoever comes without it is sent away. */
  secret: string
  servers: Server[]
  /** Of the tables' owner, whom clients would be. */
  credentials: Credentials
  /**
   * What reaches the other servers: the rows that a statement changed; the statement, which has to change as many as it did
   * at home; or the statement as it is written, of which nobody compares what came of it.
   */
  ship: 'rows' | 'statements' | 'as-written'
  /** In one phase each server commits by itself, one after the other. */
  commit: 'two-phase' | 'one-phase'
  /** The rest are defects that a run can plant. */
  log: 'on' | 'off'
  recovery: 'on' | 'off'
}

/** A transaction, as others see it. */
export interface UnderWay {
  readonly gid: string
  /** In the order of their beginning. */
  readonly number: number
  /** The statement that it waits for. */
  readonly asking?: { server: Server; pid: number; since: number }
  /** Chosen to give way in a deadlock across servers. */
  isDoomed: boolean
  /** Whether a session on a server is one of its own. */
  has(server: string, pid: number): boolean
}

/** What all transactions of a coordinator share. */
export interface Core {
  config: Config
  decisions: Decisions
  turns: Turns
  /** How many transactions there have been, and what their names begin with, here and in no coordinator before. */
  begun: number
  readonly prefix: string
  /** Those that are under way, by their names on the servers. */
  active: Map<string, UnderWay>
  /** For its log. */
  tell(line: string): void
  /** Has what a session may have left prepared on a server resolved, once that answers. */
  owe(server: Server, pid: number): void
}

/** So that who waits for another's locks on several servers is told before its client gives up. */
const LOCK_LIMIT = '1s'

export function openSession({ credentials }: Config, server: Server): Promise<Connection> {
  return Connection.open(server, credentials, { lock_timeout: LOCK_LIMIT })
}
