import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'
import { SplitbrainError } from '../history/errors.ts'
import type { Scenario } from '../runner/scenario.ts'
import type { Description } from '../scenarios/topologies/external/description.ts'

/** Nobody's servers are broken who has not said so: on a terminal it is asked for, elsewhere `--yes` has to be there. */
export async function confirmFaults(
  { faults }: Pick<Scenario, 'faults'>,
  { file, nodes }: Description,
  { yes = false, input = process.stdin }: { yes?: boolean; input?: NodeJS.ReadStream },
): Promise<void> {
  if (faults.length === 0 || yes) return
  const what = [...new Set(faults.map(({ name }) => name))].join(', ')
  const able = nodes.filter((node) => node.able.length > 0).map(({ name }) => name)
  const whom = able.length > 0 ? able.join(', ') : 'what leads to it'
  if (!input.isTTY)
    throw new SplitbrainError(
      'usage',
      `This would break ${whom} of ${file} by ${what}: say --yes, for nobody can be asked here.`,
    )
  const question = `  This breaks ${whom} of ${file} by ${what}. Go on? [y/N] `
  if (!/^y(es)?$/i.test((await answerTo(question, input)).trim()))
    throw new SplitbrainError('interrupted', 'Nothing was broken.')
}

/** Whoever ends the input says nothing. */
async function answerTo(question: string, input: NodeJS.ReadStream): Promise<string> {
  const asking = createInterface({ input, output: process.stderr })
  try {
    return await Promise.race([asking.question(question), once(asking, 'close').then(() => '')])
  } finally {
    asking.close()
  }
}
