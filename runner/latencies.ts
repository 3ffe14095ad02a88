import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js'

const ONE_HOUR_NS = 3.6e12

/** An HDR histogram of latencies in nanoseconds: 0.1 % exact, one hour at most. */
export class Latencies {
  private readonly histogram: Histogram

  constructor(histogram = emptyHistogram()) {
    this.histogram = histogram
  }

  /** What is no number would be counted silently. */
  record(ns: number): void {
    if (Number.isNaN(ns)) throw new TypeError('A latency has to be a number.')
    this.histogram.recordValue(Math.min(ONE_HOUR_NS, Math.max(0, Math.round(ns))))
  }

  add({ histogram }: Latencies): void {
    this.histogram.add(histogram)
  }

  get count(): number {
    return this.histogram.totalCount
  }

  get meanNs(): number {
    return this.histogram.mean
  }

  get maxNs(): number {
    return this.histogram.maxValue
  }

  /** The latency that so many percent of all don't exceed. */
  percentileNs(percent: number): number {
    // A percentile is the upper end of its cell, which may lie beyond the highest value that was recorded.
    return Math.min(this.histogram.getValueAtPercentile(percent), this.histogram.maxValue)
  }

  /** In the format of HdrHistogram's own logs, V2 compressed. */
  encoded(): string {
    return encodeIntoCompressedBase64(this.histogram)
  }

  static from(encoded: string): Latencies {
    return new Latencies(decodeFromCompressedBase64(encoded, 32, false))
  }
}

function emptyHistogram(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: ONE_HOUR_NS,
    numberOfSignificantValueDigits: 3,
    autoResize: false,
    useWebAssembly: false,
  })
}
