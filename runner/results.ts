import type { CheckResult, Verdict } from '../checkers/checker.ts'

/** `run.json`: everything that is needed to understand and to repeat a run; written before anything starts. */
export interface RunRecord {
  id: string
  scenario: string
  /** Its topology's options in a word or two; older records have none. */
  label?: string
  runtime: string
  workload: string
  faults: string[]
  seed: number
  /** The exact command that repeats this run. */
  command: string
  /** Every option of the scenario as it was used, defaults included. */
  options: Record<string, unknown>
  versions: Record<string, string>
  machine: { os: string; arch: string; cpu: string; cores: number; memoryBytes: number }
  /** Wall clock, for people only; every other time in a run folder is monotonic. */
  startedAt: string
}

/** One line of `state.jsonl`, for each link each time the sampler looks. */
export interface LinkState {
  timeNs: number
  link: string
  /** What is being done to it at this moment, in words; nothing where it is as it should be. */
  effects: string[]
  /** Delivered so far, to the one who accepts and to the one who connects; absent where nobody counts. */
  upstreamBytes?: number
  downstreamBytes?: number
}

/** One line of `state.jsonl`, for each node each time the sampler looks. */
export interface NodeState {
  timeNs: number
  node: string
  /** What it is in its topology, or `down`. */
  role: string
  /** The last position written (primary) or replayed (standby), in bytes since the beginning of WAL. */
  lsnBytes?: number
  /** How far a standby is behind the primary's position of the same moment. */
  lagBytes?: number
  /** Transactions that have come to it, and that it has not applied yet. */
  queued?: number
  /** For how long in all, since it started, it has sent none because another one was to catch up. */
  pausedMs?: number
}

export interface ClaimResult {
  id: string
  /** The sentence of the manual that was on trial. */
  sentence: string
  source: string
  verdict: 'holds' | 'violated' | 'unknown'
  /** One sentence with the figures that decided it. */
  reason: string
  /** What in this run would have broken it, in figures; a claim that has none of it is unknown. */
  power?: Record<string, number>
  /** Unknown for want of a record alone, as in runs of earlier versions, or by what else explains a loss: what was found is no other one's finding. */
  wouldHold?: true
}

/** What a run proved, or failed to show, that no claim speaks of. */
export interface Finding {
  verdict: 'fail' | 'unknown'
  reason: string
}

export interface PhaseResult {
  name: string
  startNs: number
  endNs: number
  error?: string
}

/** `results.json`: what the run proved. */
export interface RunResults {
  run: RunRecord
  verdict: Verdict
  /** Of clients' writes; `null` where no history could be judged. */
  acknowledged: number | null
  lost: number | null
  /** The worst of all faults, from the blow to the first acknowledged write. */
  rtoSeconds: number | null
  /** The worst of all faults, as clients saw it: from the last acknowledged write to the next one. */
  outageSeconds: number | null
  claims: ClaimResult[]
  findings: Finding[]
  /** By checker name; each entry has that checker's own figures beside the verdict. */
  checks: Record<string, CheckResult>
  phases: PhaseResult[]
  /**
   * Set when the harness itself failed. Before everything stood in the history, the verdict is `unknown` unless a
   * violation was seen already; what fails after that, as a page that can't be written, leaves the verdict as it is.
   */
  error?: { code: string; message: string; phase: string }
}
