import { runOn, writeOn } from '../../../runner/runtimes/run-on.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'

/**
 * What Pgpool-II has done for a server that comes back, each by a script of that name in the data directory of the one that
 * it is copied from: first while clients write, then once they were all sent away, and at last to have it take part.
 */
export const scripts = { first: 'copy', second: 'catch_up', start: 'pgpool_remote_start' } as const

type Script = (typeof scripts)[keyof typeof scripts]

/** What each script stands for. */
export type Acts = Record<Script, () => Promise<void>>

const OVER = 'over'

// It reaches no other machine: so it asks for what it is called by, and waits until it is told how that went.
const script = `#!/bin/sh
cd "$(dirname "$0")/.." || exit
echo "\${0##*/}" > asked
read -r answer < answered
test "$answer" = done
`

/** Does what the scripts on a node ask for, until what calls them is over; rejects with what failed of that, or else as the call. */
export async function obeying(node: Node, acts: Acts, call: () => Promise<void>): Promise<void> {
  const paths = Object.values(scripts).map((name) => `data/${name}`)
  for (const path of paths) await writeOn(node, path, script)
  await runOn(node, ['chmod', 'u+x', ...paths])
  await runOn(node, ['sh', '-c', 'rm -f asked answered && mkfifo -m 600 asked answered'])
  const called = call().finally(() => tell(node, 'asked', OVER))
  const ends = await Promise.allSettled([obey(node, acts), called])
  const failed = ends.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}

async function obey(node: Node, acts: Acts): Promise<void> {
  const failures: unknown[] = []
  for (let asked; (asked = await hear(node)) !== OVER;) {
    const answer = await acts[asked as Script]().then(
      () => 'done',
      (error: unknown) => `failed ${failures.push(error)}`,
    )
    await tell(node, 'answered', answer)
  }
  if (failures.length > 0) throw failures[0]
}

async function hear(node: Node): Promise<string> {
  return (await runOn(node, ['head', '--lines=1', 'asked'])).trim()
}

async function tell(node: Node, pipe: string, word: string): Promise<void> {
  await runOn(node, ['sh', '-c', 'echo "$1" > "$2"', 'sh', word, pipe])
}
