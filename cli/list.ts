import { Command } from 'commander'
import pc from 'picocolors'
import { columnsOf } from '../reports/columns.ts'
import { entry } from './entry.ts'
import type { Named } from './everything.ts'

/** What targets in names of faults are; which there are hangs on the scenario. */
const words = {
  '<node>': "a role that a node has at that moment, or a node's name, as its scenario has them",
  '<links>':
    "all, or a group, as its scenario has them; a node or its role for all that begin or end there; or a link's name: n2-to-n1; several with +",
}

/** Everything that can be named on the command line. */
export function listCommand(): Command {
  return new Command('list')
    .description('list scenarios, workloads, faults and checkers')
    .option('--json', 'print as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      // Only now, for `splitbrain --help` needs none of it.
      const { everything } = await import('./everything.ts')
      const all = everything()
      if (json) return console.log(JSON.stringify(all, null, 2))
      const columns = columnsOf(process.stdout)
      for (const [kind, list] of Object.entries(all)) show(kind, list, columns)
      console.log()
      for (const [word, about] of Object.entries(words))
        console.log(entry(word, '<links>'.length, about, columns).join('\n'))
    })
}

function show(kind: string, list: readonly Named[], columns: number): void {
  console.log(`\n${kind}`)
  const width = Math.max(...list.map(({ name }) => name.length))
  for (const { name, about, settings = [], targets } of list) {
    const more = settings.length > 0 ? [settings.join(' ')] : []
    if (targets !== undefined)
      more.push(`<node>: ${targets.nodes.join(', ')}`, `<links>: ${targets.links.join(', ')}`)
    const said = more.flatMap((each) => entry('', width, each, columns).map(pc.dim))
    console.log([...entry(name, width, about, columns), ...said].join('\n'))
  }
}
