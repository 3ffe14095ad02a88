import type { RunResults } from '../../runner/results.ts'
import { availabilityOf, durabilityOf, latencyOf } from '../figures.ts'
import { bytes, count, milliseconds, percent, plural, seconds } from '../quantities.ts'
import { headline } from '../sentence.ts'
import { html, type Markup } from './markup.ts'

/** The verdict in a sentence, and the figures that people ask for first. */
export function banner(results: RunResults): Markup {
  const { run, verdict, error } = results
  return html`<section class="verdict ${verdict}" aria-labelledby="verdict">
    <span class="pill ${verdict}">${verdict}</span>
    <h1 id="verdict">${headline(results)}</h1>
    ${error && html`<p class="tried">${error.message} (${error.code})</p>`}
    <p class="tried">
      Workload ${run.workload} on the ${run.runtime} runtime, ${faultsOf(run.faults)}, seed
      ${run.seed}
    </p>
    <dl class="figures">
      ${figures(results).map(
        ({ name, value, about }) =>
          html`<div>
            <dt>${name}</dt>
            <dd><strong>${value}</strong> <small>${about}</small></dd>
          </div>`,
      )}
    </dl>
  </section>`
}

const faultsOf = (faults: string[]): string =>
  faults.length === 0
    ? 'no faults'
    : `${faults.length === 1 ? 'fault' : 'faults'} ${counted(faults).join(', ')}`

/** Each name once, with how often it is there. */
function counted(names: readonly string[]): string[] {
  return [...new Set(names)].map((name) => {
    const times = names.filter((each) => each === name).length
    return times === 1 ? name : `${name} (${times} times)`
  })
}

interface Figure {
  name: string
  value: string
  about: string
}

function figures(results: RunResults): Figure[] {
  return [
    ...durabilityFigures(results),
    ...availabilityFigures(results),
    ...latencyFigures(results),
  ]
}

function* durabilityFigures(results: RunResults): Generator<Figure> {
  const { acknowledged, lost } = results
  const kept = durabilityOf(results)
  yield {
    name: 'Acknowledged writes',
    value: count(acknowledged),
    about: kept ? `${count(kept.kept)} found at the end` : '',
  }
  yield {
    name: 'Lost',
    value: count(lost),
    about:
      lost === null || !acknowledged ? '' : `${percent(lost, acknowledged)} of the acknowledged`,
  }
  const rpo = kept?.rpo
  if (rpo && rpo.writes > 0)
    yield {
      name: 'Recovery point',
      value: seconds(rpo.seconds),
      about:
        rpo.walBytes === null
          ? 'of writes lost'
          : `of writes lost, at least ${bytes(rpo.walBytes)} of WAL`,
    }
}

function* availabilityFigures(results: RunResults): Generator<Figure> {
  const available = availabilityOf(results)
  const worst = available?.faults.find(({ rtoSeconds }) => rtoSeconds === results.rtoSeconds)
  yield {
    name: 'Recovery time',
    value: results.rtoSeconds === null ? 'unknown' : seconds(results.rtoSeconds),
    about:
      worst && worst.detectionSeconds !== null
        ? `detected after ${seconds(worst.detectionSeconds)}`
        : 'fault to first acknowledged write',
  }
  if (results.outageSeconds !== null)
    yield {
      name: 'Outage',
      value: seconds(results.outageSeconds),
      about: 'as clients saw it, between two acknowledged writes',
    }
  else if (available)
    yield {
      name: 'Longest gap in writes',
      value: seconds(available.longestWriteGapSeconds),
      about: 'nobody was answered',
    }
}

function* latencyFigures(results: RunResults): Generator<Figure> {
  const calm = latencyOf(results)?.summaries.find(
    ({ phase, outcome }) => phase === 'calm' && outcome === 'ok',
  )
  if (calm)
    yield {
      name: 'Latency, calm',
      value: milliseconds(calm.p50Ms),
      about: `p99 ${milliseconds(calm.p99Ms)}, ${plural(calm.count, 'operation')}`,
    }
}
