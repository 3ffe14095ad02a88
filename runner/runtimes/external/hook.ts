import { SplitbrainError } from '../../../history/errors.ts'
import { withoutSecrets } from '../../secrets.ts'
import type { Act, Doing } from './acts.ts'

export interface HookSpec {
  node: string
  act: Act
  /** The program and its arguments, word by word: no shell reads them. */
  argv: readonly string[]
  timeoutMs: number
}

const MOST_QUOTED = 300
/** In which what is on its way yet arrives. */
const LAST_WORDS_MS = 200

/** A command of the user's own. It learns from its environment which node is meant, and who the primary is. */
export function hook({ node, act, argv: [program, ...words], timeoutMs }: HookSpec): Doing {
  return async ({ primary = '' }) => {
    const { execa } = await import('execa')
    const running = execa(program, words, {
      env: { SPLITBRAIN_NODE: node, SPLITBRAIN_PRIMARY: primary },
      stdin: 'ignore',
      all: true,
      reject: false,
      timeout: timeoutMs,
      // One that hangs on a machine which is gone may take no notice of anything less.
      killSignal: 'SIGKILL',
    })
    // A server that it started may hold its output open for as long as that lives: who ended has said all.
    running.nodeChildProcess.once('exit', () =>
      setTimeout(
        () => [running.stdout, running.stderr].map((each) => each.destroy()),
        LAST_WORDS_MS,
      ),
    )
    const result = await running
    if (!result.failed) return result.all
    const ended = result.timedOut
      ? `did not end in ${timeoutMs / 1000} s`
      : `failed (${result.exitCode ?? result.signal ?? (result.cause as { code?: string })?.code})`
    throw new SplitbrainError(
      result.timedOut ? 'timeout' : 'runtime',
      `The hook ${act} of ${node} ${ended}; it said: ${quoted(result.all)}`,
    )
  }
}

/** On one line, the end of it where it is long. */
function quoted(output = ''): string {
  const line = withoutSecrets(output)
    .trim()
    .replaceAll(/\s*\n\s*/g, ' / ')
  if (line === '') return 'nothing.'
  return line.length > MOST_QUOTED ? `… ${line.slice(-MOST_QUOTED)}` : line
}
