import { randomUUID } from 'node:crypto'
import { chanceFrom } from './chance.ts'
import type { Counts, DiskFault, DiskOperation, Extent } from './fault.ts'
import type { DiskRequest } from './protocol.ts'

const operations: Record<DiskRequest['type'], DiskOperation> = {
  read: 'read',
  write: 'write',
  zero: 'write',
  trim: 'trim',
  flush: 'flush',
}

/** A fault that is in force, and what it has done. */
export class ActiveFault {
  /** One that no server that starts after this one gives to another fault. */
  readonly id = randomUUID()
  readonly fault: DiskFault
  readonly counts: Counts = {}
  readonly chance: () => number
  /** What goes on, or turns back, when it is taken back. */
  readonly undo: (() => void)[] = []
  private met = 0

  constructor(fault: DiskFault, seed: number) {
    this.fault = fault
    this.chance = chanceFrom(seed)
  }

  count(figure: string, by = 1): void {
    this.counts[figure] = (this.counts[figure] ?? 0) + by
  }

  /** The parts of a request that it is to strike now; none where it is not aimed at it, or chance leaves it alone. */
  parts(request: DiskRequest): Extent[] {
    const { extents, percent = 100, times = Infinity } = this.fault
    const parts = extents === undefined ? [request] : within(request, extents)
    if (parts.length === 0 || this.met >= times) return []
    if (percent < 100 && this.chance() * 100 >= percent) return []
    this.met++
    return parts
  }

  /** Whether it is one that strikes such requests. */
  isOn(type: DiskRequest['type']): boolean {
    const { fault } = this
    const operation = operations[type]
    switch (fault.kind) {
      case 'error':
      case 'delay':
      case 'hang':
        return fault.on.includes(operation)
      case 'flip':
        return fault.on === operation
      case 'full':
      case 'torn':
      case 'lose':
        return operation === 'write'
      case 'ignore-flush':
        return operation !== 'read'
      case 'rot':
        return false
    }
  }
}

/** Every fault in force, in the order in which they came. */
export class Faults {
  private readonly active = new Map<string, ActiveFault>()

  get size(): number {
    return this.active.size
  }

  add(fault: DiskFault, seed: number): ActiveFault {
    const added = new ActiveFault(fault, seed)
    this.active.set(added.id, added)
    return added
  }

  get(id: string): ActiveFault | undefined {
    return this.active.get(id)
  }

  remove(found: ActiveFault): void {
    this.active.delete(found.id)
    for (const undo of found.undo.splice(0)) undo()
  }

  all(): ActiveFault[] {
    return [...this.active.values()]
  }

  /** Those of a kind that strike this request, with what of it. */
  *striking<K extends DiskFault['kind']>(
    request: DiskRequest,
    ...kinds: K[]
  ): Generator<{ active: ActiveFault; fault: DiskFault & { kind: K }; parts: Extent[] }> {
    for (const active of this.active.values()) {
      const { fault } = active
      if (!(kinds as string[]).includes(fault.kind) || !active.isOn(request.type)) continue
      const parts = active.parts(request)
      if (parts.length > 0) yield { active, fault: fault as DiskFault & { kind: K }, parts }
    }
  }
}

function within({ offset, length }: Extent, extents: readonly Extent[]): Extent[] {
  return extents.flatMap((extent) => {
    const from = Math.max(offset, extent.offset)
    const to = Math.min(offset + length, extent.offset + extent.length)
    return from < to ? [{ offset: from, length: to - from }] : []
  })
}
