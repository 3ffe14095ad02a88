import { SplitbrainError } from '../../history/errors.ts'
import type { Node } from './runtime.ts'

/** Runs a command on the node and returns what it said; its failure is an error that shows the last line of that. */
export async function runOn(node: Node, argv: string[], input?: string): Promise<string> {
  const { exitCode, output } = await node.exec(argv, input)
  if (exitCode === 0) return output
  const line = output.trim().split('\n').at(-1)
  throw new SplitbrainError(
    'runtime',
    `On node ${node.name}, ${argv[0]} ended with ${exitCode}: ${line}`,
  )
}

/** Writes a file in the node's folder, for its user alone. */
export async function writeOn(node: Node, path: string, content: string): Promise<void> {
  await runOn(node, ['sh', '-c', 'umask 077; cat > "$1"', 'sh', path], content)
}
