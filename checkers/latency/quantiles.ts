import { build, type Histogram } from 'hdr-histogram-js'

const ONE_HOUR_US = 3.6e9

export interface Quantiles {
  count: number
  p50Ms: number
  p95Ms: number
  p99Ms: number
  maxMs: number
}

/** Latencies in an HDR histogram of microseconds: 0.1 % exact, one hour at most. */
export class Latencies {
  private readonly histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: ONE_HOUR_US,
    numberOfSignificantValueDigits: 3,
    autoResize: false,
    useWebAssembly: false,
  })

  /** Anything that is no number is left out, as the histogram would count it silently. */
  record(latencyNs: number): void {
    if (Number.isNaN(latencyNs)) return
    this.histogram.recordValue(Math.min(ONE_HOUR_US, Math.max(0, Math.round(latencyNs / 1e3))))
  }

  quantiles(): Quantiles {
    const { totalCount, maxValue } = this.histogram
    // A quantile is the upper end of its cell, which may lie beyond the highest value that was recorded.
    const ms = (percentile: number) =>
      Math.min(this.histogram.getValueAtPercentile(percentile), maxValue) / 1e3
    return { count: totalCount, p50Ms: ms(50), p95Ms: ms(95), p99Ms: ms(99), maxMs: maxValue / 1e3 }
  }
}
