import { execa } from 'execa'
import { describeError, SplitbrainError } from '../../../history/errors.ts'
import type { ExecResult } from '../../../runner/runtimes/runtime.ts'

/** A pgbench, wherever it is; it reaches what this machine reaches. */
export interface Pgbench {
  /** `pgbench 17.5, in a container on this machine's network`. */
  about: string
  /** Runs it in a folder of this machine, with these arguments; its exit code and all that it said. */
  run(args: readonly string[], folder: string, signal: AbortSignal): Promise<ExecResult>
}

/** What it logs of failed transactions was told in other words before. */
const LEAST_VERSION = 15

type Run = (argv: readonly string[], folder: string, signal?: AbortSignal) => Promise<ExecResult>

/** Tells last what processor time its child took, which ends with it. */
const timed = [
  'sh',
  '-c',
  '"$@" & child=$!; trap "kill $child" TERM; wait $child; code=$?; times; exit $code',
  'sh',
  'pgbench',
]

const onPath: Run = async (argv, folder, signal) => {
  const [program, ...args] = argv
  const { exitCode, all = '' } = await execa(program, args, {
    cwd: folder,
    all: true,
    reject: false,
    stdin: 'ignore',
    cancelSignal: signal,
    forceKillAfterDelay: 1_000,
  })
  signal?.throwIfAborted()
  return { exitCode: exitCode ?? -1, output: all }
}

const inContainer: Run = async (...words) => {
  // Only now, for whoever has one on the PATH needs no engine.
  const { runOnHostsNetwork } = await import('../../../runner/runtimes/docker/beside.ts')
  return runOnHostsNetwork(...words)
}

/** Where one may be, the nearest first. */
export interface Place {
  where: string
  run: Run
}

const usual: readonly Place[] = [
  { where: 'on the PATH', run: onPath },
  { where: "in a container on this machine's network", run: inContainer },
]

/** That of the PATH, or of our image in a container. An `unavailable` error says what to do where there is neither. */
export async function findPgbench(folder: string, places = usual): Promise<Pgbench> {
  const troubles: string[] = []
  for (const { where, run } of places)
    try {
      const { exitCode, output } = await run(['sh', '-c', 'pgbench --version'], folder)
      const version = /\(PostgreSQL\) (\d+)\S*/.exec(output)
      if (exitCode !== 0 || version === null) troubles.push(`${where} there is none`)
      else if (Number(version[1]) < LEAST_VERSION)
        troubles.push(`the one ${where} is of version ${version[1]}, before ${LEAST_VERSION}`)
      else {
        const about = `pgbench ${version[0].slice('(PostgreSQL) '.length)}, ${where}`
        return { about, run: (args, at, signal) => run([...timed, ...args], at, signal) }
      }
    } catch (error) {
      troubles.push(`${where} there is none (${describeError(error)})`)
    }
  throw new SplitbrainError(
    'unavailable',
    `There is no pgbench: ${troubles.join(', and ')}. Install PostgreSQL's server package (Debian: postgresql), run splitbrain images build, or use --by client.`,
  )
}
