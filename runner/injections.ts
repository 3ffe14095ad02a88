import type { Condition } from './condition.ts'
import { measured } from './effect.ts'
import { MeetsNothing, type Fault, type FaultContext, type Injection } from './fault.ts'
import { undoOf } from '../history/events.ts'
import { recordEvent, type Recorder } from './recorder.ts'

export interface InjectionOptions {
  context: Omit<FaultContext, 'over' | 'exclusively'>
  /** When nothing is to be injected any more. */
  over: AbortSignal
  record: Recorder
  exclusively: <T>(act: () => Promise<T>) => Promise<T>
  /** How long a cluster may take to find its order again after a fault. */
  healLimitMs: number
  /** Every undo is put here before anything else happens, so that none is ever left out. */
  undos: AsyncDisposableStack
}

/** The faults that are in force side by side: each is taken back alone, and the cluster heals once none is left. */
export class Injections {
  private readonly options: InjectionOptions
  /** Those in force and those on their way there. */
  private inForce = 0
  private readonly beingInjected = new Map<string, Promise<unknown>>()
  private readonly beingUndone = new Set<Promise<void>>()

  constructor(options: InjectionOptions) {
    this.options = options
  }

  /** Injects a fault and returns its undo, which does its work once however often it is called. */
  async inject(fault: Fault, why?: Condition): Promise<(why?: Condition) => Promise<void>> {
    for (let before; (before = this.goesBefore(fault)).length > 0;) await Promise.allSettled(before)
    if (this.options.over.aborted) throw new DOMException('The run is over.', 'AbortError')
    const injection = await this.recorded(fault, why)
    const { undos, exclusively } = this.options
    let undone = false
    const once = async (whyNow?: Condition) => {
      if (undone) return
      undone = true
      const undoing = exclusively(() => this.takeBack(fault, injection, whyNow))
      this.beingUndone.add(undoing)
      await undoing.finally(() => this.beingUndone.delete(undoing))
    }
    // A run that was broken off has taken everything back by now; what came into force after that is owed too.
    if (undos.disposed) await once()
    else undos.defer(once)
    return once
  }

  /**
   * A cluster that is struck anew while it heals would be waited for in vain; and of two injections of one name under
   * way at once a history could not tell which of them ended.
   */
  private goesBefore({ name }: Fault): Promise<unknown>[] {
    const sameName = this.beingInjected.get(name)
    return [...this.beingUndone, ...(sameName ? [sameName] : [])]
  }

  private async recorded(fault: Fault, why?: Condition): Promise<Injection> {
    const { context, over, record, exclusively } = this.options
    this.inForce++
    const injecting = recordEvent(
      record,
      'fault',
      fault.name,
      reasonOf(why),
      () => fault.inject({ ...context, over, exclusively }).catch(doneNothing),
      ({ nodes, detail }) => ({ nodes, ...detail }),
    )
    this.beingInjected.set(fault.name, injecting)
    try {
      return await injecting
    } catch (error) {
      this.inForce--
      throw error
    } finally {
      this.beingInjected.delete(fault.name)
    }
  }

  private async takeBack(
    { name }: Fault,
    { nodes, undo, effect }: Injection,
    why?: Condition,
  ): Promise<void> {
    const shown = await measured(effect)
    const { context, record, healLimitMs } = this.options
    const mend = async () => {
      await undo().finally(() => this.inForce--)
      return (this.inForce === 0 && (await context.cluster.heal(healLimitMs))) || {}
    }
    const about = { nodes, ...(shown && { effect: shown }), ...reasonOf(why) }
    await recordEvent(record, 'undo', undoOf(name), about, mend, (healed) => healed)
  }
}

/** A schedule of chance may aim at who is down by then, which says nothing of what is to come. */
function doneNothing(error: unknown): Injection {
  if (!(error instanceof MeetsNothing)) throw error
  const effect = async () => ({ took: false, by: { because: error.message } })
  return { nodes: [], undo: async () => {}, effect }
}

/** What a step waited for, as the history tells it. */
function reasonOf(why?: Condition): { when?: string } {
  return why === undefined ? {} : { when: why.name }
}
