import type { Access } from './call.ts'
import { NEVER } from './part.ts'
import type { Part } from './part.ts'
import { Values } from './values.ts'

export const NONE = -1
const MANY = -2
/** The node that stands for the write of the initial value, before everything else. */
export const INITIAL = 0

/**
 * A register's calls by the values they saw and left. Node 0 writes the initial value, node i + 1 is call i.
 * A value's cluster is its writer and its readers; a compare-and-set reads one cluster and writes the next.
 */
export interface Clusters {
  nodes: number
  events: number
  invoke: Int32Array
  response: Int32Array
  /** 1 for calls that certainly took effect. */
  happened: Uint8Array
  /** The node that wrote what this one saw; NONE where it saw nothing or nobody wrote that. */
  source: Int32Array
  /** 1 for nodes that left a value which they did not find there. */
  writes: Uint8Array
  /** The first of the cluster's readers, which `nextReader` leads through. */
  firstReader: Int32Array
  nextReader: Int32Array
  /** The compare-and-set that took the cluster's value, if one certainly did. */
  taker: Int32Array
  /** A call that saw a value which nobody wrote, or NONE. */
  unwritten: number
  /** A compare-and-set that took a value which `taker` took before it, or NONE. */
  takenAgain: number
}

/** `undefined` where a value that was seen may come from several calls, or a call is no access to a register. */
export function clustersOf(
  part: Part,
  accessOf: (call: number) => Access | undefined,
  initial: unknown,
): Clusters | undefined {
  const nodes = part.length + 1
  const values = new Values()
  const saw = new Int32Array(nodes).fill(NONE)
  const left = new Int32Array(nodes).fill(NONE)
  left[INITIAL] = values.id(initial)
  for (let node = 1; node < nodes; node++) {
    const access = accessOf(node - 1)
    if (!access) return undefined
    if (access.saw) saw[node] = values.id(access.saw.value)
    if (access.left) left[node] = values.id(access.left.value)
    // Setting what was there is seeing it.
    if (left[node] === saw[node]) left[node] = NONE
  }
  const writer = new Int32Array(values.list.length).fill(NONE)
  for (let node = 0; node < nodes; node++) {
    if (left[node] !== NONE) writer[left[node]] = writer[left[node]] === NONE ? node : MANY
  }
  const response = shifted(part.response)
  const happened = whatHappened(response, saw, writer)
  return happened && linked(part, response, saw, left, writer, happened)
}

/** What ended, and what left a value that something of this kind saw; `undefined` if such a value has two writers. */
function whatHappened(
  response: Int32Array,
  saw: Int32Array,
  writer: Int32Array,
): Uint8Array | undefined {
  const happened = new Uint8Array(response.length)
  for (let start = 0; start < response.length; start++) {
    if (response[start] === NEVER) continue
    let node = start
    while (node >= 0 && happened[node] === 0) {
      happened[node] = 1
      node = saw[node] === NONE ? NONE : writer[saw[node]]
    }
    if (node === MANY) return undefined
  }
  return happened
}

function linked(
  part: Part,
  response: Int32Array,
  saw: Int32Array,
  left: Int32Array,
  writer: Int32Array,
  happened: Uint8Array,
): Clusters {
  const none = (): Int32Array => new Int32Array(response.length).fill(NONE)
  const clusters: Clusters = {
    nodes: response.length,
    events: part.events,
    invoke: shifted(part.invoke),
    response,
    happened,
    source: none(),
    writes: new Uint8Array(response.length),
    firstReader: none(),
    nextReader: none(),
    taker: none(),
    unwritten: NONE,
    takenAgain: NONE,
  }
  for (let node = 0; node < response.length; node++) {
    if (happened[node] === 0) continue
    if (left[node] !== NONE) clusters.writes[node] = 1
    if (saw[node] !== NONE) link(clusters, node, writer[saw[node]])
  }
  return clusters
}

function link(clusters: Clusters, node: number, source: number): void {
  clusters.source[node] = source
  if (source === NONE) {
    if (clusters.unwritten === NONE) clusters.unwritten = node
  } else if (clusters.writes[node] === 0) {
    clusters.nextReader[node] = clusters.firstReader[source]
    clusters.firstReader[source] = node
  } else if (clusters.taker[source] === NONE) clusters.taker[source] = node
  else if (clusters.takenAgain === NONE) clusters.takenAgain = node
}

/** Times by node: the initial value's write is before all events. */
function shifted(times: Int32Array): Int32Array {
  const byNode = new Int32Array(times.length + 1)
  byNode[INITIAL] = -1
  byNode.set(times, 1)
  return byNode
}
