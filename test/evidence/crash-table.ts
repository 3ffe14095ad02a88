import type { RuntimeName } from '../../runner/runtimes/open.ts'
import type { Experiment } from './experiment.ts'
import type { Trial, Trials } from './trials.ts'

const levels = ['off', 'local', 'remote_write', 'on', 'remote_apply'] as const
type Level = (typeof levels)[number]

/** By the fault that brings it about. */
const crashes = {
  'crash-primary': 'PostgreSQL crashes on the primary, and recovers',
  'kill-primary': "The primary's node is lost, and a standby takes over",
  blackout: 'All nodes die at once, and come back from disk',
}

const idOf = (runtime: RuntimeName, level: Level, fault: string): string =>
  `${runtime} synchronous_commit ${level} ${fault}`

/** What each level of `synchronous_commit` keeps through which crash. */
export function crashTable(runtime: RuntimeName): Experiment[] {
  return levels.flatMap((level) =>
    Object.keys(crashes).map((fault) => ({
      id: idOf(runtime, level, fault),
      expects: 'each level of synchronous_commit keeps through a crash what the manual says of it',
      runtime,
      fault,
      words: { sync: level, rate: 100, concurrency: 4, timeLimit: 10 },
      seeds: 3,
      seen: ({ verdict, lost }) => verdict === 'pass' && lost !== null,
    })),
  )
}

const notes = `Lost of acknowledged writes, over all runs of a cell. A run proves something only where something could have been lost:
where nothing was, writes stood on the primary alone, or had been acknowledged in the last moment.

A process that is killed takes nothing with it that it had handed to the operating system, whether or not that had been
flushed. So this table can't tell \`remote_write\` from \`on\`: they differ where a standby's operating system crashes
or loses its power, which nothing here brings about yet. The fourth column of the manual's table, whether a standby shows
what was acknowledged, is measured by \`remote-apply-is-causally-consistent\` and \`sync-reads-are-consistent\`.
`

/** The manual's table, from the trials there are; nothing where there are none. */
export function crashTablePage(runtimes: readonly RuntimeName[], trials: Trials): string[] {
  const tables = runtimes.flatMap((runtime) => {
    const of = (level: Level, fault: string) => trials.of(idOf(runtime, level, fault))
    const rows = levels.map((level) => [
      `\`${level}\``,
      ...Object.keys(crashes).map((fault) => cellOf(of(level, fault))),
    ])
    if (rows.every(([, ...cells]) => cells.every((cell) => cell === NONE))) return []
    const head = [`\`synchronous_commit\`, ${runtime}`, ...Object.values(crashes)]
    return [
      [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n'),
    ]
  })
  if (tables.length === 0) return []
  return [['## What survives which crash', ...tables, notes].join('\n\n')]
}

const NONE = '–'

function cellOf(trials: readonly Trial[]): string {
  if (trials.length === 0) return NONE
  const proven = trials.filter(({ seen }) => seen)
  const idle = trials.length - proven.length
  if (proven.length === 0) return `${runs(idle)} proved nothing`
  const sum = (of: (trial: Trial) => number | null) =>
    proven.reduce((total, trial) => total + (of(trial) ?? 0), 0)
  const [lost, acknowledged] = [sum((trial) => trial.lost), sum((trial) => trial.acknowledged)]
  const more = idle === 0 ? '' : ` (${idle} more proved nothing)`
  return `${lost === 0 ? '**0**' : lost} of ${acknowledged} in ${runs(proven.length)}${more}`
}

function runs(count: number): string {
  return `${count} ${count === 1 ? 'run' : 'runs'}`
}
