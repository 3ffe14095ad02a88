import type { Held, Mode } from '../../../runner/evidence.ts'
import type { Client, Inspection } from '../../../runner/topology.ts'
import type { Statement, Table } from '../../../runner/workload.ts'
import type { Address } from './address.ts'

/** What a server says of itself. */
export interface Seen {
  standby: boolean
  /** No other server has it at this moment, by whichever way one comes to this one. */
  id: string
  version: string
  /** Up to where it has what was written, and up to where that shows; where its database counts that. */
  lsnBytes?: number
  replayedBytes?: number
}

/** A server of somebody else's, asked past every link as the user that its DSN names. */
export interface Server {
  /** Gives up soon, so that nobody waits for one that is gone; asked at this moment. */
  ask(): Promise<Seen>
  /** The same for whoever looks again and again: who looks while another does sees what that one sees. */
  look(): Promise<Seen>
  /** How many sessions clients have in a schema. */
  sessions(schema: string): Promise<number>
  /** Whether a write shows there that was made by `mark`, where no position tells that. */
  shows?(schema: string, mark: number): Promise<boolean>
  /** For whoever watches a primary. */
  held?(): Promise<Omit<Held, 'node'>>
  mode?(): Promise<Omit<Mode, 'timeNs' | 'node'>>
  /** Tries to write where nobody should be let. */
  triesToWrite?(node: string, schema: string, table: string): Inspection
  disconnect(): void
}

/** What a database's servers are asked, and in which words. */
export interface Dialect {
  /** Clients that work in a schema, which for MySQL is a database. */
  client(address: Address, schema: string): Client
  server(address: Address): Server
  /** Answers with the `id` of whoever is asked. */
  who: Statement
  /** Makes a schema with these tables in it, and with what stands in them. */
  make(address: Address, schema: string, tables: readonly Table[]): Promise<void>
  /** Where no position tells what shows: writes something that does. */
  mark?(address: Address, schema: string, mark: number): Promise<void>
  drop(address: Address, schema: string): Promise<void>
}
