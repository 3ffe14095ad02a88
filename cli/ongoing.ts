import { effectIn, effectText } from '../history/effect.ts'
import { undoneBy } from '../history/events.ts'
import type { Event } from '../runner/recorder.ts'

/** What is being done to the cluster at this moment, from the events of a run as they come. */
export class Ongoing {
  /** By name: a fault that is in force, or a step that has begun. */
  private readonly acts = new Map<string, string>()

  /** The faults in force and the steps under way, in the order in which they began; nothing is ''. */
  now(): string {
    return [...this.acts.values()].join(', ')
  }

  /** Takes an event in, and tells in words what is new; undefined where that is the mere begin of something. */
  see({ type, kind, f, value, error }: Event): string | undefined {
    const words = [f, whereOf(value)].filter(Boolean).join(' ')
    // Whatever else is done is over when it ends.
    const isStep = kind !== 'fault'
    if (type === 'invoke') {
      if (kind !== 'observed') this.acts.set(f, isStep ? words : `${f} begins`)
      return undefined
    }
    if (isStep || type === 'fail') this.acts.delete(f)
    else this.acts.set(f, `${words} ${type === 'ok' ? 'in force' : 'perhaps in force'}`)
    if (kind === 'undo' && type === 'ok') this.acts.delete(undoneBy(f))
    const effect = effectIn(value)
    const told = effect === undefined ? words : `${words}, effect: ${effectText(effect)}`
    return type === 'ok' ? told : `${words}: ${error ?? type}`
  }
}

function whereOf(value: unknown): string {
  const { nodes, node, from, to, when } = (value ?? {}) as Record<string, unknown>
  if (typeof to === 'string') return `${String(from)} → ${to}`
  if (Array.isArray(nodes)) return `on ${nodes.join(', ')}`
  if (typeof node === 'string') return `on ${node}`
  return typeof when === 'string' ? when : ''
}
