import { Command } from 'commander'

/** Everything that can be named on the command line. */
export function listCommand(): Command {
  return new Command('list')
    .description('list scenarios, workloads, faults and checkers')
    .option('--json', 'print as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { faults, scenarios, workloads } = await import('../../scenarios/catalog.ts')
      const { usageOf } = await import('../../scenarios/faults/kind.ts')
      const { scenarioOptions } = await import('../../scenarios/options.ts')
      const { checkers } = await import('../../checkers/catalog.ts')
      const options = scenarioOptions.parse({})
      const about = ({ name, about }: { name: string; about: string }) => ({ name, about })
      const all = {
        scenarios: scenarios.map(about),
        workloads: Object.values(workloads).map((make) => about(make(options))),
        faults: faults.map((kind) => ({ name: usageOf(kind), about: kind.about })),
        checkers: Object.entries(checkers).map(([name, make]) => ({ name, about: make().about })),
      }
      if (json) return console.log(JSON.stringify(all, null, 2))
      for (const [kind, list] of Object.entries(all)) {
        console.log(`\n${kind}`)
        for (const { name, about } of list) console.log(`  ${name.padEnd(22)} ${about}`)
      }
    })
}
