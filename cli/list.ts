import { Command } from 'commander'
import pc from 'picocolors'
import { columnsOf } from '../reports/columns.ts'
import { wrap } from '../reports/plain-text.ts'

/** Everything that can be named on the command line. */
export function listCommand(): Command {
  return new Command('list')
    .description('list scenarios, workloads, faults and checkers')
    .option('--json', 'print as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { faults, topologies, workloads } = await import('../scenarios/catalog.ts')
      const { settingsOf, usageOf } = await import('../scenarios/faults/kind.ts')
      const { runOptions } = await import('../scenarios/run-options.ts')
      const { rolesOf } = await import('../scenarios/topologies/topology.ts')
      const { checkers } = await import('../checkers/catalog.ts')
      const options = runOptions.parse({})
      const about = ({ name, about }: { name: string; about: string }) => ({ name, about })
      const all = {
        scenarios: topologies.map(about),
        workloads: Object.values(workloads).map((make) => about(make(options))),
        faults: faults.map((kind) => ({
          name: usageOf(kind),
          about: kind.about,
          settings: settingsOf(kind),
        })),
        checkers: Object.entries(checkers).map(([name, make]) => ({ name, about: make().about })),
      }
      if (json) return console.log(JSON.stringify(all, null, 2))
      const columns = columnsOf(process.stdout)
      for (const [kind, list] of Object.entries(all)) show(kind, list, columns)
      const layouts = topologies.map(({ layout, options: own }) => layout(own.parse({})))
      const roles = layouts.flatMap(rolesOf)
      const groups = layouts.flatMap(({ links }) => links.map(({ group }) => group))
      const each = (names: string[]) => [...new Set(names)].join(', ')
      const words = {
        '<node>': `a role (${each(roles)}), or a node's name: n1, n2, …`,
        '<links>': `all, or a group (${each(groups)}); a node or its role for all that begin or end there; or a link's name: n2-to-n1; several with +`,
      }
      console.log()
      for (const [word, about] of Object.entries(words))
        console.log(entry(word, '<links>'.length, about, columns).join('\n'))
    })
}

interface Named {
  name: string
  about: string
  settings?: string[]
}

function show(kind: string, list: readonly Named[], columns: number): void {
  console.log(`\n${kind}`)
  const width = Math.max(...list.map(({ name }) => name.length))
  for (const { name, about, settings = [] } of list) {
    const said = entry(name, width, about, columns)
    const set = entry('', width, settings.join(' '), columns)
    console.log([...said, ...(settings.length > 0 ? set.map(pc.dim) : [])].join('\n'))
  }
}

/** Beside a name longer than this share of the line there is too little room. */
const NAME_PART = 0.4

/** A name and what is to be said of it, beside it or, where that is too narrow, below it; an empty name continues one. */
export function entry(name: string, width: number, about: string, columns: number): string[] {
  const isBeside = width <= columns * NAME_PART
  const indent = isBeside ? width + 4 : 6
  const lines = wrap(about, columns - indent).map((line) => ' '.repeat(indent) + line)
  if (name === '') return lines
  if (isBeside) return [`  ${name.padEnd(indent - 2)}${lines[0].trimStart()}`, ...lines.slice(1)]
  return [`  ${name}`, ...lines]
}
