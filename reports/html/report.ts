import type { History } from '../../history/history.ts'
import type { LinkState, NodeState, RunResults } from '../../runner/results.ts'
import { sceneOf } from '../events.ts'
import { titleOf } from '../sentence.ts'
import { linkSightings, roleSightings } from '../sightings.ts'
import { banner } from './banner.ts'
import { charts } from './charts.ts'
import { claims } from './claims.ts'
import { findings } from './findings.ts'
import { html } from './markup.ts'
import { errors, impacts, latencies } from './measurements.ts'
import { page } from './page.ts'
import { repeat } from './repeat.ts'
import { timeline } from './timeline.ts'

export interface HtmlReportInput {
  results: RunResults
  history: History
  states: NodeState[]
  links: LinkState[]
}

/** A run as one HTML file that needs nothing else: no network, no script, readable on paper and aloud. */
export async function htmlReport(input: HtmlReportInput): Promise<string> {
  const { results, history, states, links } = input
  const { run } = results
  const scene = sceneOf(results, history, states)
  const roles = roleSightings(history, states)
  const effects = linkSightings(history, links)
  const body = html`<header>
      <span><b>Splitbrain</b> run report</span>
      <span>${run.id} · <time datetime="${run.startedAt}">${dateOf(run.startedAt)}</time></span>
    </header>
    <main>
      ${banner(results)} ${claims(results)} ${timeline(results, roles, effects, scene)}
      ${await charts(results, states, scene)} ${impacts(results)} ${findings(results)}
      ${latencies(results)} ${errors(results)} ${repeat(results)}
    </main>
    <footer>
      <p>
        A write counts as acknowledged when the database told its client so, and as lost when no
        closing read finds it. Times are seconds from the beginning of the run, by one clock.
        <b>unknown</b> means that the run proved neither the one nor the other.
      </p>
    </footer>`
  return page(`${titleOf(run)}, seed ${run.seed}: ${results.verdict}`, body)
}

function dateOf(iso: string): string {
  return iso.replace('T', ' ').replace(/(:\d\d)(\.\d+)?Z$/, '$1 UTC')
}
