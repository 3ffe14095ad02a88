import { CUT_AT, cutAttributes, refuseCut } from './cut-at.ts'
import type { Chunk, Work } from './stage.ts'

/** By name: whole numbers of milliseconds, bytes, or what the toxic says; one of ours takes words. */
export type Attributes = Record<string, number | string>
type Numbers = Record<string, number>

type Out = (chunk: Chunk) => void

export interface ToxicType {
  /** The attributes it has and their defaults. */
  attributes: Attributes
  /** Bytes it may hold beside the chunk in its hand. */
  capacity?: number
  /** Why these attributes can't be worked with. */
  refuse?(attributes: Attributes): string | undefined
  /** `memory` is the toxic's own on this connection, kept when its work starts anew. */
  start(out: Out, attributes: Attributes, memory: { bytes: number }): Work
}

/** Data in flight on a slow line: enough for 160 MB/s at 100 ms. */
const LATENCY_CAPACITY = 16 * 1024 * 1024

function* next(): Generator<{ chunk: 'with room' }, Chunk | undefined, Chunk | 'end' | 'time'> {
  const answer = yield { chunk: 'with room' }
  return typeof answer === 'object' ? answer : undefined
}

function* noop(out: Out): Work {
  for (let chunk = yield* next(); chunk; chunk = yield* next()) out(chunk)
}

/** Holds each chunk until `latency` ± `jitter` ms after it was received, in order; many are under way at once. */
function* latency(out: Out, { latency, jitter }: Numbers): Work {
  for (let chunk = yield* next(); chunk; chunk = yield* next()) {
    const due = chunk.at + Math.max(0, latency + (Math.random() * 2 - 1) * jitter)
    try {
      yield { until: due }
      chunk.at = due
    } finally {
      out(chunk)
    }
  }
}

/** Lets `rate` bytes a millisecond through, in slices of 100 ms. */
function* bandwidth(out: Out, { rate }: Numbers): Work {
  let owed = 0
  for (let chunk = yield* next(); chunk; chunk = yield* next()) {
    try {
      if (rate <= 0) yield {}
      owed += chunk.data.length / rate
      for (;;) {
        const slice = rate * 100
        const last = chunk.data.length <= slice
        const start = performance.now()
        yield { until: start + (last ? owed : 100) }
        // What the timer was late is taken off the next wait.
        owed -= performance.now() - start
        if (last) break
        out({ data: chunk.data.subarray(0, slice), at: performance.now() })
        chunk = { data: chunk.data.subarray(slice), at: chunk.at }
      }
    } finally {
      out({ data: chunk.data, at: performance.now() })
    }
  }
}

/** Holds the closing back for `delay` ms. */
function* slowClose(out: Out, { delay }: Numbers): Work {
  yield* noop(out)
  yield { until: performance.now() + delay }
}

/** Drops everything and closes `timeout` ms after the last chunk; 0 never closes. */
function* timeout(_out: Out, { timeout }: Numbers): Work {
  for (;;) {
    const until = timeout > 0 ? performance.now() + timeout : undefined
    const answer = yield { chunk: 'always', until }
    if (typeof answer === 'string') return
  }
}

/** Waits for the first data or the end, then `timeout` ms, then closes (see Connection for the RST). */
function* resetPeer(_out: Out, { timeout }: Numbers): Work {
  yield { chunk: 'always' }
  yield { until: performance.now() + timeout, final: true }
}

/** Cuts chunks into pieces of about `average_size` ± `size_variation` bytes, `delay` µs apart. */
function* slicer(out: Out, attributes: Numbers): Work {
  for (let chunk = yield* next(); chunk; chunk = yield* next()) {
    const { at } = chunk
    let rest = chunk.data
    try {
      for (const size of pieces(rest.length, attributes)) {
        out({ data: rest.subarray(0, size), at })
        rest = rest.subarray(size)
        yield { until: performance.now() + attributes.delay / 1000 }
      }
    } finally {
      if (rest.length > 0) out({ data: rest, at })
    }
  }
}

/** Halves with a random shift until each piece is small enough, so no place favours long or short ones. */
function* pieces(size: number, { average_size, size_variation }: Numbers): Generator<number> {
  if (size <= average_size + size_variation || size < 2) return yield size
  const shift = Math.floor((Math.random() * 2 - 1) * size_variation)
  const half = Math.min(Math.max(Math.floor(size / 2) + shift, 1), size - 1)
  yield* pieces(half, { average_size, size_variation })
  yield* pieces(size - half, { average_size, size_variation })
}

/** Lets `bytes` bytes through and closes. */
function* limitData(out: Out, { bytes }: Numbers, memory: { bytes: number }): Work {
  for (let chunk = yield* next(); chunk; chunk = yield* next()) {
    const data = chunk.data.subarray(0, Math.max(0, bytes - memory.bytes))
    if (data.length > 0) out({ data, at: chunk.at })
    memory.bytes += data.length
    if (memory.bytes >= bytes) return
  }
}

export const toxicTypes: ReadonlyMap<string, ToxicType> = new Map<string, ToxicType>([
  // Whatever it does is done where the connection is followed; no bytes go through it.
  [CUT_AT, { attributes: cutAttributes, refuse: refuseCut, start: noop }],
  ['bandwidth', { attributes: { rate: 0 }, start: bandwidth }],
  [
    'latency',
    { attributes: { latency: 0, jitter: 0 }, capacity: LATENCY_CAPACITY, start: latency },
  ],
  ['limit_data', { attributes: { bytes: 0 }, start: limitData }],
  ['noop', { attributes: {}, start: noop }],
  ['reset_peer', { attributes: { timeout: 0 }, start: resetPeer }],
  [
    'slicer',
    {
      attributes: { average_size: 0, size_variation: 0, delay: 0 },
      refuse: ({ average_size, size_variation }: Numbers) =>
        average_size < 0 || size_variation < 0 || average_size + size_variation < 1
          ? 'average_size and size_variation must not be negative, nor both 0'
          : undefined,
      start: slicer,
    },
  ],
  ['slow_close', { attributes: { delay: 0 }, start: slowClose }],
  ['timeout', { attributes: { timeout: 0 }, start: timeout }],
])
