import type { Node } from '../../../runner/runtimes/runtime.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'

/** A server's program without a server: what does as the administrator what standard input says, a statement a line. */
export function singleUser(folder = 'data', database = 'postgres'): string[] {
  return ['postgres', '--single', '-D', folder, '-c', 'fsync=off', database]
}

/** Has a database cluster that nobody serves yet take statements, a line each. */
export async function runAlone(
  node: Node,
  statements: string,
  ...where: Parameters<typeof singleUser>
): Promise<void> {
  await runOn(node, singleUser(...where), statements)
}
