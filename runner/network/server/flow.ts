import type { Socket } from 'node:net'
import { Stage } from './stage.ts'
import type { Chunk, Sink } from './stage.ts'
import type { Toxic } from './toxic.ts'

/** From this size on, what has been sent is freed by hand: tens of megabytes would wait for the collector otherwise. */
const SCRAP_BYTES = 16 * 1024

/** Looks at what passes; and may cut the connection. */
export interface Watch {
  /** Whether anything of this direction may have to stay behind: all else is passed on before it is looked at. */
  holds(): boolean
  /** How much of a chunk is the last that goes on, if it is. */
  cutIn(chunk: Buffer): number | undefined
}

interface Place {
  toxic: Toxic
  stage: Stage
  memory: { bytes: number }
}

/** One direction of a connection: the source's bytes go through the toxics, oldest first, to the destination. */
export class Flow implements Sink {
  private readonly source: Socket
  private readonly destination: Socket
  private readonly closeDestination: () => void
  private readonly watch: Watch | undefined
  private readonly places: Place[] = []
  /** Reads that the destination may still be sending. */
  private readonly scrap: Buffer[] = []
  private sourceEnded = false
  private ended = false

  /** `closeDestination` is called once, when the end of the stream has come through. */
  constructor(
    source: Socket,
    destination: Socket,
    toxics: readonly Toxic[],
    closeDestination: () => void,
    watch?: Watch,
  ) {
    this.source = source
    this.destination = destination
    this.closeDestination = closeDestination
    this.watch = watch
    for (const toxic of toxics) this.append(toxic)
    source.on('data', (data) => this.receive(data))
    source.once('end', () => this.receiveEnd())
    source.once('close', () => this.receiveEnd())
    destination.on('drain', () => {
      this.release()
      this.room(this.places.length)
    })
    destination.once('close', () => this.stop())
    source.resume()
  }

  get full(): boolean {
    return this.destination.writableNeedDrain
  }

  write(chunk: Chunk): void {
    if (!this.ended) this.destination.write(chunk.data)
  }

  end(): void {
    if (this.ended) return
    this.ended = true
    this.closeDestination()
  }

  /** A new toxic comes last, and the one that was last starts its work anew. */
  add(toxic: Toxic): void {
    const last = this.places.at(-1)
    if (last) restart(last)
    this.append(toxic)
  }

  update(toxic: Toxic): void {
    const place = this.places.find((place) => place.toxic === toxic)
    if (place) restart(place)
  }

  /** What the toxic held leaves at once, and the toxic before it starts its work anew. */
  remove(toxic: Toxic): void {
    const index = this.places.findIndex((place) => place.toxic === toxic)
    if (index === -1) return
    const { stage } = this.places[index]
    // Whoever sat in a black hole has missed data and must not go on as if nothing had been.
    if (toxic.type === 'timeout') stage.close()
    if (!stage.flush()) return
    this.places.splice(index, 1)
    this.connect()
    if (index > 0) restart(this.places[index - 1])
    else this.room(0)
  }

  private append(toxic: Toxic): void {
    const index = this.places.length
    const stage = new Stage(this, () => {})
    const place = { toxic, stage, memory: { bytes: 0 } }
    this.places[index] = place
    this.connect()
    restart(place)
  }

  private connect(): void {
    this.places.forEach(({ stage }, index) => {
      stage.next = this.places[index + 1]?.stage ?? this
      stage.onRoom = () => this.room(index)
    })
  }

  /** The toxic at `index`, or the destination behind the last one, takes data again. */
  private room(index: number): void {
    if (index > 0) this.places[index - 1].stage.advance()
    else if (!this.head.full) this.source.resume()
  }

  private get head(): Sink {
    return this.places[0]?.stage ?? this
  }

  private receive(data: Buffer): void {
    if (this.sourceEnded) return
    const { watch } = this
    if (watch === undefined) return this.pass(data)
    // Once it has been passed on, the memory of a large read may be gone.
    if (watch.holds() || data.length >= SCRAP_BYTES) return this.passUpTo(watch.cutIn(data), data)
    this.pass(data)
    watch.cutIn(data)
  }

  private passUpTo(end: number | undefined, data: Buffer): void {
    if (end === undefined) return this.pass(data)
    if (end > 0) this.pass(data.subarray(0, end))
    this.receiveEnd()
  }

  private pass(data: Buffer): void {
    if (this.places.length === 0) {
      this.forward(data)
      return
    }
    const { stage } = this.places[0]
    stage.write({ data, at: performance.now() })
    if (stage.full) this.source.pause()
  }

  /** No toxics: the bare pipe. */
  private forward(data: Buffer): void {
    if (this.ended) return
    if (!this.destination.write(data)) this.source.pause()
    if (data.length >= SCRAP_BYTES) this.scrap.push(data)
    if (this.destination.writableLength === 0) this.release()
  }

  /** To be called when the destination has sent everything. A read's memory is its own, nobody else looks at it. */
  private release(): void {
    for (const { buffer } of this.scrap) (buffer as ArrayBuffer).transfer(0)
    this.scrap.length = 0
  }

  private receiveEnd(): void {
    if (this.sourceEnded) return
    this.sourceEnded = true
    this.head.end()
  }

  /** Nobody is left to send to: the rest is read and dropped, so that the source's own end is seen. */
  private stop(): void {
    this.ended = true
    for (const { stage } of this.places) stage.stop()
    this.source.resume()
  }
}

function restart({ toxic, stage, memory }: Place): void {
  stage.run(toxic.draw(memory))
}
