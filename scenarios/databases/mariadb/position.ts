import { SplitbrainError } from '../../../history/errors.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'

/** Up to where a server's data go: the cluster that they are of, and the number of the last transaction in them. */
export interface Position {
  cluster: string
  seqno: number
}

const identifier = String.raw`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`
const saved = new RegExp(
  String.raw`^uuid:\s+(?<cluster>${identifier})\s*\nseqno:\s+(?<seqno>-?\d+)`,
  'm',
)
const recovered = new RegExp(`Recovered position: (?<cluster>${identifier}):(?<seqno>-?\\d+)`)

/** As it was written down at a shutdown in order; after a crash the server is asked to find it in its own log. */
export async function savedPosition(node: Node): Promise<Position> {
  const state = positionIn(await readState(node), saved)
  // Whose state was forgotten has none, whatever its data say.
  if (state === undefined) return { cluster: '00000000-0000-0000-0000-000000000000', seqno: -1 }
  if (state.seqno >= 0) return state
  const log = `${node.home}/recovery.log`
  const recover = ['mariadbd', '--defaults-file=my.cnf', '--wsrep-recover', `--log-error=${log}`]
  await runOn(node, ['sh', '-c', 'rm -f "$0"; "$@"', log, ...recover])
  const found = positionIn(await runOn(node, ['cat', log]), recovered)
  if (found !== undefined) return found
  throw new SplitbrainError(
    'runtime',
    `The server of node ${node.name} does not find up to where its data go.`,
  )
}

async function readState(node: Node): Promise<string> {
  const { output } = await node.exec(['cat', 'data/grastate.dat'])
  return output
}

export function positionIn(text: string, pattern = saved): Position | undefined {
  const found = pattern.exec(text)?.groups
  return found && { cluster: found.cluster, seqno: Number(found.seqno) }
}
