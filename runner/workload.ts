import type { Anomaly, CheckResult, Checker } from '../checkers/checker.ts'
import type { History } from '../history/history.ts'
import type { Key, OpType } from '../history/operation.ts'
import type { Random } from './random.ts'

/** What a process is about to do. */
export interface Request {
  f: string
  key?: Key
  value: unknown
  /** Whether it may change anything: a read has no effect that could be in doubt, and may go to another copy. */
  access: 'read' | 'write'
}

/** How an operation ended, and what it returned. */
export interface Outcome {
  type: Exclude<OpType, 'invoke'>
  value: unknown
  error?: string
  /** Who answered, where that may be another than the one who was asked. */
  node?: string
}

/** One process's own connection; it never reconnects by itself, for that would hide what is being measured. */
export interface Session {
  apply(request: Request): Promise<Outcome>
  /** False once an answer didn't come or the connection broke. */
  readonly usable: boolean
  close(): Promise<void>
}

export type ColumnType = 'integer' | 'integers' | 'text' | 'timestamp'

/** A table as data, to be made wherever a topology needs it. */
export interface Table {
  name: string
  /** Each column's type; `integers` is a list. */
  columns: Record<string, ColumnType>
  primaryKey: string
  /** What a column holds that nothing is written to, as SQL has it. */
  defaults?: Record<string, string>
  /** What its statements and defaults draw numbers from. */
  sequences?: readonly string[]
  /** What stands in it to begin with, values in the columns' order. */
  rows?: readonly unknown[][]
  /** Queries of it that are read as tables are, of the same columns, by name. */
  views?: Readonly<Record<string, string>>
  /** Its rows lie on one server, where those of other tables may lie on several. */
  whole?: true
  /** Every statement about its rows, for servers that ask each other by functions alone. */
  calls?: readonly Call[]
}

export interface Statement {
  /** The same for the same text: it is prepared once. */
  name: string
  text: string
  /** The same for MariaDB, where it is said otherwise there; its places are numbered too. */
  mariadb?: string
  /** The same where rows lie on another server than the one that is asked, which has none of their keys. */
  foreign?: string
  /** The primary key of the row that it is about comes first; a read of all rows has none, and answers with it first. */
  values: readonly unknown[]
}

/** A statement that can be a function of integers too: one for each of its places. */
export interface Call extends Pick<Statement, 'name' | 'text'> {
  /** The columns of what it reads; absent where it writes, and tells how many rows. */
  gives?: Readonly<Record<string, ColumnType>>
}

/** What a database answers to one statement. */
export interface Answer {
  rows: Record<string, unknown>[]
  /** Rows that were read or changed. */
  count: number
}

/** A place to run statements in: a transaction, or where nothing needs one, a session that commits each by itself. */
export interface Statements {
  run(statement: Statement): Promise<Answer>
}

export const isolationLevels = ['read-committed', 'repeatable-read', 'serializable'] as const
export type Isolation = (typeof isolationLevels)[number]

/** What a request means to a database; beginning and ending transactions is the client's part. */
export interface Work {
  /** Each request is a transaction at this level; absent where each is one statement. */
  isolation?: Isolation
  /** The request's value when it took effect; throws `NotApplied` when it certainly did not. */
  perform(statements: Statements, request: Request): Promise<unknown>
}

/** Thrown for an answer that is no error but says that nothing happened (a compare-and-set's miss). */
export class NotApplied extends Error {}

/** Whether an anomaly is what a lost write looks like; `checks` are all of the run, by checker. */
export type IsLoss = (
  anomaly: Anomaly,
  checks: Readonly<Partial<Record<string, CheckResult>>>,
) => boolean

/** What an operation read and wrote, by names of rows. */
export interface Touched {
  read: ReadonlySet<unknown>
  written: ReadonlySet<unknown>
}

/** How the level that transactions run at is judged. */
export interface IsolationTrial {
  /** The checker that answers for it. */
  check: string
  /** Of an acknowledged operation: two that ran at once and met over a row could have got in each other's way. */
  touched(f: string, value: unknown): Touched
  /**
   * What it says of some operations by themselves, picked by their rows of the history; absent where it has no word for
   * what a few of them did to each other.
   */
  among?(history: History, isIn: (row: number) => boolean): CheckResult
}

export interface Workload {
  name: string
  about: string
  tables: Table[]
  work: Work
  /** How long an answer is waited for, where it may take longer than usual. */
  timeoutMs?: number
  /** No transaction of it writes more than one row, so that rows may lie on servers that know nothing of each other. */
  writesOneRow?: true
  /** Nothing is read while it is under load. */
  onlyWrites?: true
  /** Endless requests; all processes draw from one of these, so values can be unique over the run. */
  requests(random: Random): () => Request
  /** What is read of every copy once everything has healed. */
  finalReads(): Request[]
  checkers(): Checker[]
  /** By checker, which of its anomalies are what a lost write looks like: claims about losses speak of no other. */
  losses: Readonly<Record<string, IsLoss>>
  /** Its rows hold what a server draws by chance: another one that executes the same statement draws something else. */
  drawsByChance?: true
  /** Some of its transactions say for themselves that their commit waits for no other node. */
  commitsLocally?: true
  /** Another database has no words for what its statements say. */
  onlyPostgres?: true
  /** Absent where no checker can tell one level from another. */
  isolation?: IsolationTrial
}
