import { EventEmitter } from 'node:events'
import { SplitbrainError } from '../../../history/errors.ts'
import { Latencies } from '../../../runner/latencies.ts'
import type { Recorder } from '../../../runner/recorder.ts'

/** What a turn of closed-loop load showed. */
export interface Turn {
  commits: number
  /** The time that all connections together spent on these, from the first that counts to the end of the last. */
  busyMs: number
  latencies: Latencies
}

/** Counts the writes that begin from `begin` on; tells of each end (`answer`), and of one that was not acknowledged (`refused`). */
export class Counting extends EventEmitter<{ answer: []; refused: [] }> {
  private readonly connections: number
  private readonly answered = new Set<unknown>()
  private readonly began = new Map<unknown, number>()
  private readonly latencies = new Latencies()
  private counts = false
  private busyMs = 0
  private refused: string | undefined

  constructor(connections: number) {
    super()
    this.connections = connections
  }

  get allAnswered(): boolean {
    return this.answered.size === this.connections
  }

  get commits(): number {
    return this.latencies.count
  }

  begin(): void {
    this.counts = true
  }

  readonly record: Recorder = ({ process, type, error }) => {
    if (type === 'invoke') return void (this.counts && this.began.set(process, performance.now()))
    if (type === 'ok') this.acknowledged(process)
    else {
      this.refused ??= error ?? type
      this.emit('refused')
    }
    this.emit('answer')
  }

  private acknowledged(process: unknown): void {
    this.answered.add(process)
    const beganMs = this.began.get(process)
    if (beganMs === undefined) return
    const tookMs = performance.now() - beganMs
    this.busyMs += tookMs
    this.latencies.record(tookMs * 1e6)
  }

  /** Throws where a write was not acknowledged, for what refuses can't be compared. */
  result(): Turn {
    const { refused, commits, busyMs, latencies } = this
    if (refused === undefined) return { commits, busyMs, latencies }
    throw new SplitbrainError('runtime', `a write was not acknowledged: ${refused}`)
  }
}
