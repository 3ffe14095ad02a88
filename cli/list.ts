import { Command } from 'commander'
import pc from 'picocolors'
import { columnsOf } from '../reports/columns.ts'
import { entry } from './entry.ts'
import { unknownName } from './nearest.ts'
import type { Kind, Named } from './list/everything.ts'

const kinds = ['scenarios', 'workloads', 'faults', 'checkers'] as const satisfies Kind[]

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
    .argument('[kind]', `${kinds.join(', ')}; faults alone tell who has them here and now`)
    .option('--json', 'print as JSON')
    .action(async (word: string | undefined, { json }: { json?: boolean }) => {
      const kind = kinds.find((each) => each === word)
      if (word !== undefined && kind === undefined) throw unknownName('list of', word, kinds)
      const all = await listed(kind)
      if (json) return console.log(JSON.stringify(all, null, 2))
      const columns = columnsOf(process.stdout)
      for (const [each, list] of Object.entries(all)) show(each, list, columns)
      if (kind !== undefined && kind !== 'faults') return
      console.log()
      for (const [word, about] of Object.entries(words))
        console.log(entry(word, '<links>'.length, about, columns).join('\n'))
    })
}

async function listed(kind?: Kind): Promise<Partial<Record<Kind, Named[]>>> {
  // Only now, for `splitbrain --help` needs none of it.
  const { everything, faultsInDetail } = await import('./list/everything.ts')
  if (kind !== 'faults')
    return Object.fromEntries(
      kinds
        .filter((each) => kind === undefined || each === kind)
        .map((each) => [each, everything[each]()]),
    )
  const { runtimesHere } = await import('./list/runtimes-here.ts')
  return { faults: faultsInDetail(await runtimesHere()) }
}

function show(kind: string, list: readonly Named[], columns: number): void {
  console.log(`\n${kind}`)
  const width = Math.max(...list.map(({ name }) => name.length))
  for (const { name, about, ...more } of list) {
    const said = linesOf(more).flatMap((each) => entry('', width, each, columns).map(pc.dim))
    console.log([...entry(name, width, about, columns), ...said].join('\n'))
  }
}

function linesOf({
  settings = [],
  targets,
  scenarios,
  runtimes = [],
}: Omit<Named, 'name' | 'about'>) {
  return [
    ...(settings.length > 0 ? [settings.join(' ')] : []),
    ...(targets
      ? [`<node>: ${targets.nodes.join(', ')}`, `<links>: ${targets.links.join(', ')}`]
      : []),
    ...(scenarios ? whereOf(scenarios) : []),
    ...runtimes.map(whoHas),
  ]
}

/** Where it has no target, the scenarios alone. */
function whereOf(scenarios: Record<string, string[]>): string[] {
  const names = Object.keys(scenarios)
  const aimed = names.filter((name) => scenarios[name].length > 0)
  return aimed.length === 0
    ? [`in ${names.join(', ')}`]
    : aimed.map((name) => `in ${name}: ${scenarios[name].join(', ')}`)
}

/** `:by=netem on docker; not on embedded: it has no netem`. */
function whoHas({ setting, ...having }: NonNullable<Named['runtimes']>[number]): string {
  const [able, others] = [true, false].map((has) =>
    Object.entries(having).filter(([, each]) => (each === true) === has),
  )
  const on = able.length > 0 ? `on ${able.map(([name]) => name).join(', ')}` : 'nowhere here'
  const told = [on, ...others.map(([name, why]) => `not on ${name}: ${why}`)]
  return `${setting} ${told.join('; ')}`.trimStart()
}
