import type { RunResults } from '../../runner/results.ts'
import { bytes, moment, seconds } from '../quantities.ts'
import { html, type Markup, type Part } from './markup.ts'
import { table } from './table.ts'

/** Everything that is needed to see it happen again. */
export function repeat({ run, phases }: RunResults): Markup {
  const { machine } = run
  return html`<section aria-labelledby="repeat">
    <h2 id="repeat">Repeat this run</h2>
    <p class="note">
      The seed ${run.seed} decides every operation and every fault; what the machine does in between
      is its own.
    </p>
    <pre><code>${run.command}</code></pre>
    <div class="facts">
      ${pairs(
        'Options',
        Object.entries(run.options).map(([name, value]) => [
          name,
          typeof value === 'string' ? value : JSON.stringify(value),
        ]),
      )}
      ${pairs('Versions', Object.entries(run.versions))}
      ${pairs('Machine', [
        ['System', `${machine.os} ${machine.arch}`],
        ['Processor', machine.cpu],
        ['Cores', String(machine.cores)],
        ['Memory', bytes(machine.memoryBytes)],
      ])}
    </div>
    <h3>Phases</h3>
    ${table(
      'What the run did, and for how long',
      [
        { name: 'Phase', kind: 'keep' },
        { name: 'Began', kind: 'right keep' },
        { name: 'Took', kind: 'right keep' },
        { name: 'Error' },
      ],
      phases.map(({ name, startNs, endNs, error }) => [
        name,
        moment(startNs),
        seconds((endNs - startNs) / 1e9),
        error ?? '',
      ]),
    )}
  </section>`
}

function pairs(caption: string, entries: [string, Part][]): Markup | false {
  return (
    entries.length > 0 &&
    table(caption, [{ name: 'Name', kind: 'keep' }, { name: 'Value' }], entries)
  )
}
