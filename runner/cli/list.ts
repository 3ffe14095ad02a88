import { Command } from 'commander'
import pc from 'picocolors'

/** Everything that can be named on the command line. */
export function listCommand(): Command {
  return new Command('list')
    .description('list scenarios, workloads, faults and checkers')
    .option('--json', 'print as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { faults, scenarios, workloads } = await import('../../scenarios/catalog.ts')
      const { linkGroups, roles, settingsOf, usageOf } =
        await import('../../scenarios/faults/kind.ts')
      const { scenarioOptions } = await import('../../scenarios/options.ts')
      const { checkers } = await import('../../checkers/catalog.ts')
      const options = scenarioOptions.parse({})
      const about = ({ name, about }: { name: string; about: string }) => ({ name, about })
      const all = {
        scenarios: scenarios.map(about),
        workloads: Object.values(workloads).map((make) => about(make(options))),
        faults: faults.map((kind) => ({
          name: usageOf(kind),
          about: kind.about,
          settings: settingsOf(kind),
        })),
        checkers: Object.entries(checkers).map(([name, make]) => ({ name, about: make().about })),
      }
      if (json) return console.log(JSON.stringify(all, null, 2))
      for (const [kind, list] of Object.entries(all)) show(kind, list)
      console.log(`
<node>   ${roles.join(', ')}, or a node's name: n1, n2, …
<links>  ${linkGroups.join(', ')}; a node or its role for all that begin or end there; or a link's name: n2-to-n1; several with +`)
    })
}

interface Named {
  name: string
  about: string
  settings?: string[]
}

function show(kind: string, list: readonly Named[]): void {
  const width = Math.max(...list.map(({ name }) => name.length))
  console.log(`\n${kind}`)
  for (const { name, about, settings = [] } of list) {
    console.log(`  ${name.padEnd(width)}  ${about}`)
    if (settings.length > 0) console.log(`  ${' '.repeat(width)}  ${pc.dim(settings.join(' '))}`)
  }
}
