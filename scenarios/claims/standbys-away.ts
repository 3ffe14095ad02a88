import { faultSpans, type FaultSpan } from '../../checkers/availability/faults.ts'
import { linkName } from '../../runner/network/link.ts'
import { changesOf, primaryBefore, type Evidence } from '../../runner/evidence.ts'

const CLIENTS = 'clients'

/** A stretch of a run, by rows, in which a primary was certainly without some of its standbys. */
export interface Away {
  fault: string
  primary: string
  /** Of those that it had, these were left. */
  left: string[]
  fromRow: number
  untilRow: number
}

/**
 * Each fault during which standbys were dead, frozen or unreachable, and the primary the same throughout. What is written
 * reaches them over their own links to the primary, or by way of a `hub` to which all connect.
 */
export function standbysAway(evidence: Evidence, nodes: readonly string[], hub?: string): Away[] {
  const { history } = evidence
  const changes = changesOf(evidence)
  return faultSpans(history).flatMap((span) => {
    const { fault, inForceRow: fromRow, undoRow } = span
    const untilRow = undoRow ?? history.length
    const primary = primaryBefore(fromRow, changes, nodes[0])
    if (changes.some(({ startRow }) => startRow > fromRow && startRow < untilRow)) return []
    const { node, way } = goneIn(history.value[fromRow], span)
    // Who is gone itself, or out of its clients' reach, proves nothing of its commits.
    if (node(primary) || way(CLIENTS, primary)) return []
    const isGone = (standby: string) =>
      node(standby) ||
      (hub === undefined
        ? way(standby, primary)
        : node(hub) || way(standby, hub) || way(primary, hub))
    const standbys = nodes.filter((each) => each !== primary)
    const left = standbys.filter((standby) => !isGone(standby))
    return left.length < standbys.length ? [{ fault, primary, left, fromRow, untilRow }] : []
  })
}

/** What ends all of a node's doing, and for as long as it is in force. */
const lasting = /^(kill|stop|pause|immediate|partition)-/

interface Gone {
  /** Whether a node is dead or frozen. */
  node(name: string): boolean
  /** Whether nothing gets through between one that connects and one that accepts: one lost way is enough. */
  way(from: string, to: string): boolean
  /** Whether one of two is gone, or nothing gets through between them, whoever connects. */
  apart(one: string, other: string): boolean
}

interface Told {
  lost?: string[]
  links?: string[]
  /** Nodes that get nothing, though they are there and hear everybody. */
  away?: string[]
}

/** What a fault's record says of nodes and the ways between them. */
export function goneIn(value: unknown, { fault, nodes }: FaultSpan): Gone {
  const { lost, links, away = [] } = (value ?? {}) as Told
  const isCut = fault.startsWith('cut-')
  const isOfNodes = lost === undefined && links === undefined && lasting.test(fault)
  const node = (name: string) => away.includes(name) || (isOfNodes && nodes.includes(name))
  const way = (from: string, to: string) =>
    lost !== undefined
      ? lost.includes(`${from} to ${to}`) || lost.includes(`${to} to ${from}`)
      : isCut && (links ?? []).includes(linkName(from, to))
  const apart = (one: string, other: string) =>
    node(one) || node(other) || way(one, other) || way(other, one)
  return { node, way, apart }
}
