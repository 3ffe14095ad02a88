import { History } from '../../history/history.ts'
import type { EventKind } from '../../history/events.ts'
import type { Operation } from '../../history/operation.ts'
import { evidenceOf, type Evidence } from '../../runner/evidence.ts'

type Told = Omit<Operation, 'index'>

/** A run of a cluster with a manager, an event after the other, each at its second. */
export class ManagedRun {
  private readonly told: Told[] = []
  private process = 0

  constructor(primary = 'n1') {
    this.observed(0, 'mode', { node: primary, settings: {}, standbys: {} })
  }

  private event(kind: EventKind, seconds: number, f: string, value: object): this {
    for (const type of ['invoke', 'ok'] as const)
      this.told.push({ process: 'fault', kind, type, f, value, timeNs: seconds * 1e9 })
    return this
  }

  observed(seconds: number, f: string, value: object): this {
    return this.event('observed', seconds, f, value)
  }

  /** A blow to the primary, which held what it did; `more` is what else is told of it. */
  blow(seconds: number, f: string, node: string, more: object = {}): this {
    const before = { node, waiting: 0, lsnBytes: 1000 }
    return this.event('fault', seconds, f, {
      nodes: [node],
      before,
      struckAtNs: seconds * 1e9,
      ...more,
    })
  }

  /** A fault of whoever else. */
  fault(seconds: number, f: string, value: object): this {
    return this.event('fault', seconds, f, value)
  }

  undo(seconds: number, f: string, nodes: string[]): this {
    return this.event('undo', seconds, `undo ${f}`, { nodes, effect: { took: true, by: {} } })
  }

  failover(seconds: number, from: string, to: string, more: object = {}): this {
    return this.observed(seconds, 'failover', { from, to, toLsnBytes: 900, ...more })
  }

  /** A write that begins then and is answered a tenth of a second later by a node, for who asked `through` another. */
  write(seconds: number, node: string, through = node, type: Operation['type'] = 'ok'): this {
    const { process } = this
    this.process++
    const add = { process, f: 'add', value: process }
    this.told.push({ ...add, type: 'invoke', node: through, timeNs: seconds * 1e9 })
    this.told.push({ ...add, type, node, timeNs: (seconds + 0.1) * 1e9 })
    return this
  }

  evidence(): Evidence {
    const inOrder = this.told.toSorted((a, b) => a.timeNs - b.timeNs)
    return evidenceOf(History.from(inOrder.map((each, index) => ({ ...each, index }))))
  }
}
