import { CUT_AT } from './cut-at.ts'
import type { Chunk, Worker } from './stage.ts'
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
  /** Bytes that it took in hand and bytes that it let go on, over all connections: what it did, if it did anything. */
  readonly bytes = { taken: 0, passed: 0 }

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
    const { attributes, bytes } = this
    if (Math.random() >= this.toxicity) return workerOf('noop', attributes, memory)
    const worker = workerOf(this.type, attributes, memory)
    const counted = (out: (chunk: Chunk) => void) => (chunk: Chunk) => {
      bytes.passed += chunk.data.length
      out(chunk)
    }
    return {
      ...worker,
      start: (out) => worker.start(counted(out)),
      takes: ({ data }) => (bytes.taken += data.length),
    }
  }

  toJSON(): object {
    const { attributes, name, type, stream, toxicity, connections } = this
    const told = type === CUT_AT ? { connections } : {}
    return { attributes, name, type, stream, toxicity, ...told }
  }
}

function workerOf(name: string, attributes: Attributes, memory: { bytes: number }): Worker {
  const type = toxicTypes.get(name)!
  return { capacity: type.capacity ?? 0, start: (out) => type.start(out, attributes, memory) }
}
