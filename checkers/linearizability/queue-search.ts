import { ConfigTable } from './config-table.ts'
import { foundNothing, NONE } from './fifo-elements.ts'
import { Front } from './front.ts'
import type { Move } from './front.ts'
import { limitMet } from './limits.ts'
import type { Limit, Limits, SearchResult } from './limits.ts'
import { NEVER } from './part.ts'
import type { Problem } from './problem.ts'
import { eventsOf, timelineOf } from './timeline.ts'
import { Values } from './values.ts'

const ANY = -1
/** Stands for every element that nobody is known to have taken. */
const UNSEEN = -2
/** What a level takes, roughly. */
const LEVEL_BYTES = 300

/** An element's way through the queue: who put it in, and who took it. */
interface Step {
  enqueue: Move
  dequeue: Move
}

/** How far an order has got, and the steps still to try from there. */
interface Level {
  choices: Step[]
  /** The step that led here. */
  step: Step | undefined
  /** When the last of all moves made began. */
  latest: number
  /** How many of the dequeues that found nothing, by their starts, have a place. */
  placed: number
}

/**
 * Looks for an order of a queue's calls by two orders that go ahead together, one of what was put in and one of what
 * was taken: the same elements in the same order, whatever lies between the two in time. So the queue's content, of
 * which there may be as many as orders of what was put in at once, is nothing that a search has to remember: it is what
 * the one front is ahead of the other, and both are as wide as calls are under way at once (after Lee and Mathur,
 * "Fixed Parameter Tractable Linearizability Monitoring", PLDI 2026). An element may only be put in by a call that
 * began before any dequeue ends that is still to come; a dequeue that found nothing has its place where as much was
 * put in as was taken and nothing that is left had ended before what is done began.
 */
export function searchQueue(problem: Problem, limits: Limits): SearchResult {
  return new QueueSearch(problem).run(limits)
}

class QueueSearch {
  private readonly problem: Problem
  private readonly enqueues: Front
  private readonly dequeues: Front
  /** Those that found nothing, by start. */
  private readonly nothing: Move[]
  private readonly words: number
  private readonly openWords: number
  private readonly levels: Level[] = []
  private reached = -1
  private furthest: Level[] = []

  constructor(problem: Problem) {
    this.problem = problem
    const { slots, endingWords } = timelineOf(problem.part)
    const { puts, takes, nothing } = movesOf(problem)
    this.enqueues = new Front(puts, NEVER)
    this.dequeues = new Front(takes, NEVER)
    this.nothing = nothing
    this.words = endingWords
    this.openWords = Math.ceil(slots / 32) - endingWords
  }

  run(limits: Limits): SearchResult {
    const keyWidth = 5 + 2 * this.words
    const tried = new ConfigTable(keyWidth, this.openWords)
    const row = new Int32Array(keyWidth + this.openWords)
    let level: Level | undefined = this.levelAfter(undefined, -Infinity, 0)
    for (let steps = 1; ; steps++) {
      if (level) {
        this.levels.push(level)
        this.note()
        if (this.isDone(level)) {
          const order = orderOf(this.levels, this.nothing, this.enqueues.left())
          return { verdict: 'pass', order, tried: tried.size }
        }
        this.describe(row, level)
        if (tried.add(row)) level.choices = this.choices()
      }
      const next = this.nextChoice()
      if (!next) return this.failed(tried.size)
      level = this.after(next)
      const bytes = tried.bytes + this.levels.length * LEVEL_BYTES
      const limit = limitMet(limits, { steps, bytes, tried: tried.size })
      if (limit) return this.givenUp(limit, tried.size)
    }
  }

  /** Takes the step; `undefined` where that can't be. */
  private after(step: Step): Level | undefined {
    const { latest, placed } = this.levels.at(-1)!
    this.enqueues.make(step.enqueue)
    this.dequeues.make(step.dequeue)
    const now = Math.max(latest, step.enqueue.start, step.dequeue.start)
    const level = this.levelAfter(step, now, placed)
    if (!level) this.undo(step)
    return level
  }

  /** `undefined` where a dequeue that found nothing has ended by then and has no place. */
  private levelAfter(
    step: Step | undefined,
    latest: number,
    placedBefore: number,
  ): Level | undefined {
    const { nothing } = this
    let placed = placedBefore
    for (let place = placed; place < nothing.length && nothing[place].start < latest; place++)
      if (nothing[place].end < latest) return undefined
    const due = Math.min(this.enqueues.due, this.dequeues.due)
    if (latest < due) while (placed < nothing.length && nothing[placed].start < due) placed++
    return { choices: [], step, latest, placed }
  }

  private isDone({ placed }: Level): boolean {
    return this.dequeues.due === Infinity && placed === this.nothing.length
  }

  private nextChoice(): Step | undefined {
    for (let level = this.levels.at(-1); level; level = this.levels.at(-1)) {
      const choice = level.choices.pop()
      if (choice) return choice
      this.levels.pop()
      if (level.step) this.undo(level.step)
    }
    return undefined
  }

  private undo({ enqueue, dequeue }: Step): void {
    this.enqueues.unmake(enqueue)
    this.dequeues.unmake(dequeue)
  }

  private describe(row: Int32Array, { placed }: Level): void {
    const { words } = this
    row.fill(0)
    this.enqueues.describe(row, 0, 5)
    this.dequeues.describe(row, 2, 5 + words)
    row[4] = placed
    const open = 5 + words
    for (const front of [this.enqueues, this.dequeues])
      for (const move of front.open)
        if (front.has(move)) row[open + (move.slot >> 5)] |= 1 << (move.slot & 31)
  }

  /** The best last: what ends first. */
  private choices(): Step[] {
    const { due } = this.dequeues
    const dequeues = this.best(this.dequeues.possible(due))
    const enqueues = this.best(this.enqueues.possible(Math.min(this.enqueues.due, due)))
    const steps = dequeues.flatMap((dequeue) =>
      enqueues
        .filter(({ value }) => dequeue.value === ANY || dequeue.value === value)
        .map((enqueue): Step => ({ enqueue, dequeue })),
    )
    return steps.toSorted((a, b) => b.dequeue.end - a.dequeue.end || b.enqueue.end - a.enqueue.end)
  }

  /**
   * Of moves of one value only those that may be better than another: one that ends first fits wherever the other does,
   * and then the other fits in its place. Where some found nothing it must have begun first too, for one of those may
   * be between the two.
   */
  private best(moves: readonly Move[]): Move[] {
    const isBetter = (a: Move, b: Move): boolean =>
      a !== b &&
      a.value === b.value &&
      a.end <= b.end &&
      (this.nothing.length === 0 ? a.end < b.end || a.start < b.start : a.start <= b.start)
    return moves.filter((move) => !moves.some((other) => isBetter(other, move)))
  }

  /** Remembers the levels where the first call that is not ordered and has to be ends the latest. */
  private note(): void {
    const { dequeues, levels, nothing } = this
    const unplaced = nothing[levels.at(-1)!.placed]?.end ?? Infinity
    const reached = Math.min(dequeues.due, unplaced)
    if (reached <= this.reached || reached === Infinity) return
    this.reached = reached
    this.furthest = [...levels]
  }

  private failed(tried: number): SearchResult {
    const order = orderOf(this.furthest, this.nothing)
    return { verdict: 'fail', order, tried, reached: this.reached }
  }

  private givenUp(limit: Limit, tried: number): SearchResult {
    const blocked = eventsOf(this.problem.part).callAt[this.reached]
    const order = orderOf(this.furthest, this.nothing)
    return { verdict: 'unknown', order, tried, blocked, limit }
  }
}

/** The two orders in one, by the earliest instants that each call may be at, with what was put in and is `left`. */
function orderOf(
  levels: readonly Level[],
  nothing: readonly Move[],
  left: readonly Move[] = [],
): number[] {
  const instants: { call: number; instant: number }[] = []
  let [put, taken, before] = [-Infinity, -Infinity, 0]
  for (const { step, placed } of levels) {
    if (step) {
      put = Math.max(put, step.enqueue.start)
      taken = Math.max(taken, put, step.dequeue.start)
      instants.push({ call: step.enqueue.call, instant: put })
      instants.push({ call: step.dequeue.call, instant: taken })
    }
    for (const { call, start } of nothing.slice(before, placed)) {
      put = Math.max(put, taken, start)
      taken = put
      instants.push({ call, instant: put })
    }
    before = placed
  }
  for (const { call, start } of left) {
    put = Math.max(put, start)
    instants.push({ call, instant: put })
  }
  return instants
    .toSorted((a, b) => a.instant - b.instant)
    .flatMap(({ call }) => (call === NONE ? [] : [call]))
}

function movesOf({ part, calls, initial }: Problem): {
  puts: Move[]
  takes: Move[]
  nothing: Move[]
} {
  const { slotOf } = timelineOf(part)
  const values = new Values()
  const moveOf = (call: number, value: number): Move => ({
    call,
    start: part.invoke[call],
    end: part.response[call],
    value,
    slot: slotOf[call],
  })
  const places = [...calls.keys()]
  const dequeues = places.filter((call) => calls[call].f === 'dequeue')
  const takes = dequeues
    .filter((call) => !foundNothing(calls[call]))
    .map((call) => {
      const { output, outcome } = calls[call]
      return moveOf(call, outcome === 'done' ? values.id(output) : ANY)
    })
  const seen = (value: unknown): number => {
    const known = values.known(value)
    return known < 0 ? UNSEEN : known
  }
  const first = ((initial ?? []) as unknown[]).map((value, place, { length }): Move => {
    const time = place - length
    return { call: NONE, start: time, end: time, value: seen(value), slot: 0 }
  })
  const puts = places
    .filter((call) => calls[call].f === 'enqueue')
    .map((call) => moveOf(call, seen(calls[call].input)))
    // What nobody saw put in or taken need not have been there.
    .filter(({ end, value }) => end !== NEVER || value !== UNSEEN)
  const nothing = dequeues
    .filter((call) => foundNothing(calls[call]))
    .map((call) => moveOf(call, ANY))
  return { puts: [...first, ...puts], takes, nothing }
}
