import type { RunRecord } from '../../runner/results.ts'

/** A figure with its 95 % interval; where nothing is known of it, from 0 to infinity (in JSON: `null`). */
export interface Interval {
  value: number
  from: number
  to: number
}

/** What was measured: a level of synchronous_commit, a way of replicating, or the single server. */
export interface LevelTold {
  name: string
  about: string
  /** The single server of its database, which its ratios are to; its own name where it is that. */
  baseline: string
  /** What the round trip was made longer on; none where its nodes send each other nothing. */
  delayedLinks: string[]
}

/** A level at one round trip between nodes, under the load of so many clients. */
export interface Point {
  level: string
  rttMs: number
  clients: number
  rounds: number
  commits: number
  /** Commits of all clients. */
  perSecond: Interval
  /** Of the single server's commits, round by round; 1 where it is that. */
  ratio: Interval
  p50Ms: number
  p95Ms: number
  p99Ms: number
  maxMs: number
  /** Bytes that waited on links for the round trip's sake: of none, the round trip says nothing. */
  delayedBytes: number
}

/** At which round trip a level has half of the single server's commits left, with so many clients. */
export interface Crossing {
  level: string
  clients: number
  /** Absent where it has more than half at every round trip that was tried. */
  atMs?: number
  /** By the lower and the upper ends of the intervals; absent as above. */
  fromMs?: number
  toMs?: number
}

/** What one run showed in which the primary, or who stands first in its layout, was killed under load. */
export interface Kill {
  level: string
  rttMs: number
  seed: number
  verdict: string
  acknowledged: number | null
  lost: number | null
  /** How far back the losses reach. */
  lostSeconds: number | null
  /** From the blow to the first acknowledged write. */
  rtoSeconds: number | null
  command: string
}

export type Said = 'holds' | 'not' | 'unknown'

/** What was seen at one round trip with so many clients. */
export interface Condition {
  rttMs: number
  clients: number
  /** Whether synchronous replication cuts performance by more than half. */
  halved: Said
  /** Whether asynchronous replication has a minimal impact. */
  minimal: Said
  /** Both together. */
  said: Said
}

export interface Sentence {
  sentence: string
  source: string
  verdict: 'holds' | 'violated' | 'unknown'
  reason: string
  conditions: Condition[]
}

/** What the sweep was asked for; the same again goes on where it was. */
export interface Plan {
  levels: string[]
  rttsMs: number[]
  clients: number[]
  rounds: number
  /** Of each turn of a level. */
  seconds: number
  kills: number
  standbys: number
  /** In ms, what a server of PostgreSQL waited before it flushed its log, in turns of load. */
  commitDelay: number
  /** Of a processor, for each node; absent where they share all there is. */
  percent?: number
  runtime: string
  seed: number
}

/** `results.json` of a sweep. */
export interface Tradeoff {
  plan: Plan
  command: string
  machine: RunRecord['machine']
  versions: Record<string, string>
  levels: LevelTold[]
  points: Point[]
  crossings: Crossing[]
  kills: Kill[]
  sentence: Sentence
}
