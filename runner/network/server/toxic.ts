import { CUT_AT } from './cut-at.ts'
import type { Worker } from './stage.ts'
import { toxicTypes } from './toxics.ts'
import type { Attributes } from './toxics.ts'

export type Direction = 'upstream' | 'downstream'

/** A toxic of a proxy, as the API shows it; connections look into it whenever they start its work. */
export class Toxic {
  readonly name: string
  readonly type: string
  /** The direction in the client's own spelling, which the API echoes. */
  readonly stream: string
  toxicity: number
  attributes: Attributes
  /** What one that cuts connections has come to. */
  readonly connections = { cut: 0, unfollowed: 0 }

  constructor(fields: Pick<Toxic, 'name' | 'type' | 'stream' | 'toxicity' | 'attributes'>) {
    this.name = fields.name
    this.type = fields.type
    this.stream = fields.stream
    this.toxicity = fields.toxicity
    this.attributes = fields.attributes
  }

  get direction(): Direction {
    return this.stream.toLowerCase() as Direction
  }

  /** Draws whether this connection gets the toxic or passes as if there were none. */
  draw(memory: { bytes: number }): Worker {
    const { attributes } = this
    const type = toxicTypes.get(Math.random() < this.toxicity ? this.type : 'noop')!
    return {
      capacity: type.capacity ?? 0,
      start: (out) => type.start(out, attributes, memory),
    }
  }

  toJSON(): object {
    const { attributes, name, type, stream, toxicity, connections } = this
    const told = type === CUT_AT ? { connections } : {}
    return { attributes, name, type, stream, toxicity, ...told }
  }
}
