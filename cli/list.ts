import { Command } from 'commander'
import pc from 'picocolors'
import { columnsOf } from '../reports/columns.ts'
import { wrap } from '../reports/plain-text.ts'
import { entry } from './entry.ts'
import { unknownName } from './nearest.ts'
import type { Kind, Named } from './list/everything.ts'
import { awayLines, linesOf } from './list/lines.ts'
import type { Having } from './list/runtimes-here.ts'

const kinds = [
  'scenarios',
  'workloads',
  'faults',
  'conditions',
  'checkers',
] as const satisfies Kind[]

/** What targets in names of faults are; which there are hangs on the scenario. */
const words = {
  '<node>': "a role that a node has at that moment, or a node's name, as its scenario has them",
  '<links>':
    "all, or a group, as its scenario has them; a node or its role for all that begin or end there; or a link's name: n2-to-n1; several with +",
}

/** Everything that can be named on the command line. */
export function listCommand(): Command {
  return new Command('list')
    .description('list scenarios, workloads, faults, conditions of schedules and checkers')
    .argument('[kind]', `${kinds.join(', ')}; faults alone tell who has them here and now`)
    .option('--json', 'print as JSON')
    .action(async (word: string | undefined, { json }: { json?: boolean }) => {
      const kind = kinds.find((each) => each === word)
      if (word !== undefined && kind === undefined) throw unknownName('list of', word, kinds)
      const { all, here } = await listed(kind)
      if (json) return console.log(JSON.stringify(all, null, 2))
      const columns = columnsOf(process.stdout)
      for (const [each, list] of Object.entries(all)) show(each, list, columns, here)
      if (kind !== undefined && kind !== 'faults') return
      console.log()
      for (const [target, about] of Object.entries(words))
        console.log(entry(target, '<links>'.length, about, columns).join('\n'))
      for (const away of here ? awayLines(here) : [])
        console.log(`\n${wrap(away, columns).join('\n')}`)
    })
}

interface Listed {
  all: Partial<Record<Kind, Named[]>>
  /** Which runtimes are here at all, where that was asked. */
  here?: Having
}

async function listed(kind?: Kind): Promise<Listed> {
  // Only now, for `splitbrain --help` needs none of it.
  const { everything, faultsInDetail } = await import('./list/everything.ts')
  if (kind === 'faults') {
    const { runtimesHere } = await import('./list/runtimes-here.ts')
    const havingOf = await runtimesHere()
    return { all: { faults: faultsInDetail(havingOf) }, here: havingOf([]) }
  }
  const asked = kinds.filter((each) => kind === undefined || each === kind)
  return { all: Object.fromEntries(asked.map((each) => [each, everything[each]()])) }
}

function show(kind: string, list: readonly Named[], columns: number, here?: Having): void {
  console.log(`\n${kind}`)
  const width = Math.max(...list.map(({ name }) => name.length))
  for (const named of list) {
    const said = linesOf(named, here).flatMap((each) => entry('', width, each, columns).map(pc.dim))
    console.log([...entry(named.name, width, named.about, columns), ...said].join('\n'))
  }
}
