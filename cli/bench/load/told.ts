import { count, milliseconds, percent } from '../../../reports/quantities.ts'
import type { Latencies } from '../../../runner/latencies.ts'
import type { Loaded } from '../../../scenarios/load/asked.ts'

/** What was loaded, by whom. */
export interface LoadTitle {
  subject: string
  mix: string
  clients: number
  rate?: number
  /** Our client, or which pgbench. */
  by: string
}

const percentiles = [50, 95, 99, 99.9]

/** In words, for a terminal. */
export function loadText(title: LoadTitle, loaded: Loaded): string {
  const { transactions, seconds, failed, latencies, lateness, processorSeconds } = loaded
  const pace = title.rate === undefined ? 'one after another' : `${count(title.rate)} a second`
  const failures = Object.entries(failed).map(([code, times]) => `${count(times)} with ${code}`)
  const spent = (processorSeconds / transactions) * 1e6
  const lines = [
    `${title.mix} on ${title.subject}, ${title.clients} clients, ${pace}, by ${title.by}`,
    `  ${count(transactions)} transactions in ${seconds.toFixed(1)} s: ${count(transactions / seconds)} a second`,
    ...(failures.length > 0 ? [`  rolled back by the server: ${failures.join(', ')}`] : []),
    ...(transactions > 0 ? [`  latency ${spreadText(latencies)}`] : []),
    ...(lateness?.count ? [`  begun later than planned by ${spreadText(lateness)}`] : []),
    ...(transactions > 0 ? [`  ${spent.toFixed(1)} µs of processor time each, in the client`] : []),
  ]
  const shortfall = shortfallOf(title, loaded)
  return [...lines, ...(shortfall === undefined ? [] : [`  ${shortfall}`])].join('\n')
}

function spreadText(latencies: Latencies): string {
  const told = percentiles.map((each) => `p${each} ${ms(latencies.percentileNs(each))}`)
  return [...told, `max ${ms(latencies.maxNs)}`].join(', ')
}

function ms(ns: number): string {
  return milliseconds(ns / 1e6)
}

/** What chance alone leaves below a rate: three standard deviations of a Poisson process. */
const DEVIATIONS = 3

/** Told where a rate was not reached: what is measured then is a queue that grows. */
export function shortfallOf(
  { rate }: Pick<LoadTitle, 'rate'>,
  { transactions, failed, seconds, notBegun }: Loaded,
): string | undefined {
  if (rate === undefined) return undefined
  const ended = Object.values(failed).reduce((sum, each) => sum + each, transactions)
  const planned = notBegun === undefined ? rate * seconds : ended + notBegun
  const missing = planned - ended
  if (missing <= Math.max(planned / 100, DEVIATIONS * Math.sqrt(planned))) return undefined
  return `The rate was not reached: ${count(ended / seconds)} a second of ${count(rate)}, and ${percent(missing, planned)} of what was planned never began, so latencies are those of a queue that grows; use a lower --rate or more --clients.`
}

/** For a program; latencies in nanoseconds, and whole as HdrHistogram's compressed text. */
export function loadJson(title: LoadTitle, loaded: Loaded): object {
  const { latencies, lateness, ...figures } = loaded
  return {
    ...title,
    ...figures,
    perSecond: loaded.transactions / loaded.seconds,
    processorMicrosecondsEach: (loaded.processorSeconds / loaded.transactions) * 1e6,
    latencyNs: spreadJson(latencies),
    latenessNs: lateness && spreadJson(lateness),
    shortfall: shortfallOf(title, loaded),
  }
}

function spreadJson(latencies: Latencies): object {
  const told = percentiles.map((each) => [`p${each}`, latencies.percentileNs(each)])
  return {
    ...Object.fromEntries(told),
    mean: latencies.meanNs,
    max: latencies.maxNs,
    histogram: latencies.encoded(),
  }
}
