import type { Inspection } from '../../../runner/topology.ts'
import type { PostgresServer } from './server.ts'

/** The inspection that looks for rows on which two servers got in each other's way. */
export const CONFLICTS = 'replication conflicts'

/** What a worker writes as it applies a change to a row that is not as the other left it; an older server tells of rows that it can't insert alone. */
const conflict =
  /\[\d+\] (?:LOG|ERROR): +(?<text>conflict detected on relation.*|duplicate key value violates.*)$/

/** Of its log, for what it has counted is forgotten in a crash. */
export function conflictsIn(server: PostgresServer, find = toldConflicts): Inspection {
  const { node } = server
  const look = async () => find(await node.logs())
  // What is told in the same words stands there once.
  const count = async () => ({ logged: (await look()).length })
  return { tool: CONFLICTS, of: 'conflicts', node: node.name, look, count }
}

export function toldConflicts(log: string): string[] {
  return log.split('\n').flatMap((line) => conflict.exec(line)?.groups?.text ?? [])
}

/** A row that one of its own workers copied is another's to the one that goes on from there, which says so as of a conflict. */
const ofCopied =
  /^.*conflict=(?:update|delete)_origin_differs\n.*DETAIL: .*modified by a (?:different origin "pg_\d+_\d+"|non-existent origin).*$/gm

/** The same of a subscriber that copied tables from its publisher, as far as others wrote. */
export function conflictsBesideCopies(server: PostgresServer): Inspection {
  return conflictsIn(server, conflictsByOthers)
}

export function conflictsByOthers(log: string): string[] {
  return toldConflicts(log.replaceAll(ofCopied, ''))
}
