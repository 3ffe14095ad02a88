import { section } from '../html/charts/section.ts'
import { html, type Markup } from '../html/markup.ts'
import { page } from '../html/page.ts'
import { table, type Column } from '../html/table.ts'
import { bytes, plural } from '../quantities.ts'
import { curvesOf } from './curves.ts'
import type { DrawCurves } from './draw.ts'
import type { Condition, Plan, Said, Tradeoff } from './results.ts'
import { columns, figureColumns, rowsOf } from './rows.ts'
import { clientsText, crossingText, flushing } from './words.ts'

/** A sweep as one HTML file that needs nothing else. */
export function tradeoffPage(tradeoff: Tradeoff, draw: DrawCurves): string {
  const { plan, levels } = tradeoff
  const curves = curvesOf(tradeoff)
  const body = html`<header>
      <span><b>Splitbrain</b> what replication costs, and what it saves</span>
      <span>${plural(plan.rounds, 'round')} of ${plan.seconds} s, ${placeOf(plan)}</span>
    </header>
    <main>
      ${verdict(tradeoff)} ${crossings(tradeoff)}
      ${curves.map((each) => section(each, (size) => draw.inPage(each, size)))}
      ${allPoints(tradeoff)} ${conditions(tradeoff)} ${repeat(tradeoff)}
    </main>
    <footer>
      <p>
        In each round all levels had their turn right after each other, in an order drawn anew, and
        each ratio is that of one round: what the machine did otherwise then is not in it.
        ${flushing(plan)} ${sharing(plan)} Intervals are bootstrapped over rounds.
      </p>
    </footer>`
  return page(`${levels.map(({ name }) => name).join(', ')}: what replication costs`, body)
}

function placeOf({ runtime, percent }: Plan): string {
  const part = percent === undefined ? '' : `, each node with ${percent} % of a processor`
  return `${runtime} runtime${part}`
}

function sharing({ percent }: Plan): string {
  return percent === undefined
    ? 'Load, links and all servers share this machine’s processors: what a standby takes of them its primary lacks, and with many clients commits tell of the machine too.'
    : 'Each node has a part of a processor for itself, load and links share what is left, and in runs that kill all of them share the machine.'
}

function verdict({ sentence: { sentence, source, verdict: said, reason } }: Tradeoff): Markup {
  return html`<section class="verdict ${said}" aria-labelledby="verdict">
    <span class="pill ${said}">${said}</span>
    <h1 id="verdict">“${sentence}”</h1>
    <p class="tried">${capital(reason)}</p>
    <p class="tried">${source}</p>
  </section>`
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

function crossings({ crossings: all, plan, levels }: Tradeoff): Markup | false {
  if (all.length === 0) return false
  const names = levels.filter(({ name, baseline }) => name !== baseline).map(({ name }) => name)
  const cells = names.map((name) => [
    name,
    ...plan.clients.map((clients) => {
      const found = all.find((each) => each.level === name && each.clients === clients)
      return found === undefined ? '' : crossingText(found, plan)
    }),
  ])
  const head: Column[] = [
    { name: 'Level', kind: 'keep' },
    ...plan.clients.map((clients) => ({ name: clientsText(clients) })),
  ]
  return html`<section aria-labelledby="half">
    <h2 id="half">Where half of the commits are left</h2>
    ${table('The round trip at which a level has half of the single server’s commits, with its 95 % interval', head, cells)}
  </section>`
}

function allPoints(tradeoff: Tradeoff): Markup {
  const head = columns.map((name, i): Column => ({
    name,
    kind: figureColumns.includes(i) ? 'right' : 'keep',
  }))
  return html`<section aria-labelledby="points">
    <h2 id="points">All points</h2>
    ${table('Commits, latencies, and what a kill costs, by level, round trip and clients', head, rowsOf(tradeoff))}
  </section>`
}

const marks: Record<Said, string> = { holds: 'yes', not: 'no', unknown: 'unknown' }

function conditions({ sentence: { conditions: all } }: Tradeoff): Markup | false {
  if (all.length === 0) return false
  const row = ({ rttMs, clients, halved, minimal, said }: Condition) => [
    `${rttMs} ms, ${clientsText(clients)}`,
    ...[halved, minimal, said].map((each) => marks[each]),
  ]
  const head = [
    'At',
    'Synchronous cuts by more than half',
    'Asynchronous leaves four fifths',
    'The sentence holds',
  ].map((name) => ({ name }))
  return html`<section aria-labelledby="conditions">
    <h2 id="conditions">On which conditions the sentence holds</h2>
    ${table('By the whole interval of 95 %; unknown where that does not decide', head, all.map(row))}
  </section>`
}

function repeat({ command, machine, versions, levels }: Tradeoff): Markup {
  const { cpu, cores, memoryBytes, os } = machine
  const facts = [
    ['Machine', `${cpu}, ${plural(cores, 'core')}, ${bytes(memoryBytes)}, ${os}`],
    ...Object.entries(versions),
    ...levels.map(({ name, about, delayedLinks }) => [
      name,
      `${about}; ${delayedLinks.length === 0 ? 'no link between nodes to be delayed' : `delayed: ${delayedLinks.join(', ')}`}`,
    ]),
  ]
  return html`<section aria-labelledby="repeat">
    <h2 id="repeat">Repeat it</h2>
    <pre>${command}</pre>
    ${table('What it was measured on', [{ name: 'What', kind: 'keep' }, { name: 'Is' }], facts)}
  </section>`
}
