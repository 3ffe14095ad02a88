import { runtimeNames, type RuntimeName } from '../../../runner/runtimes/open.ts'
import type { Trials } from '../trials.ts'
import { checksums, idOf, rows, type Checksums, type Row } from './cells.ts'
import { outcomeOf, outcomes, type Damaged } from './outcome.ts'

/** What one run showed of one cell. */
export interface CorruptionTrial extends Damaged {
  experiment: string
  seed: number
  verdict: string
  error?: string
  versions: Record<string, string>
  command: string
}

const intro = `# What damaged files do

One server under load, one file of it damaged, and what became of that: \`npm run evidence:corruption\` makes these runs,
keeps each in \`docs/corruption.jsonl\` as it ends, and goes on where it was when it is started again. Where in the file
and which bit, page or length is chosen by the run's seed; half a second before, the server made a checkpoint. It is
shut down before the damage and started after it: cleanly, or for WAL (and where a row says so) by an immediate end, after
which it recovers.

The clients insert unique rows, all of which are read from the table at the end. So *loss* is an acknowledged row that
is missing then, and a *wrong answer* is a row twice, a row that nobody wrote, or another row by the primary key than by
the table. *Silent* is what neither an error nor any of the server's tools told: only the harness's own check did.
*Repaired*: the server wrote a whole page over the damage. *Nothing noticed*: the damage is there, and harmed no answer.
A row that is missing is of what can't be damaged so: of the control file and of \`pg_xact\` one sector is in use, and a page of
one sector does not tear.

| The last columns | say in how many of the runs something was told by |
| --- | --- |
| amcheck | its functions for tables and for B-trees, with \`heapallindexed\` and \`checkunique\` (in containers: \`pg_amcheck\`) |
| checksums | the server's count of pages that failed theirs |
| pg_checksums | that program, once the server is shut down (in containers, with checksums) |
| log | its log: panics, and messages of damaged files |
| both ways | reading each table by itself and by its primary key |
| history | what clients were told, against what is there |
`

export function corruptionPage(trials: Trials<CorruptionTrial>): string {
  const sections = runtimeNames.flatMap((runtime) => sectionOf(runtime, trials))
  return `${[intro, ...sections].join('\n')}\n`
}

const head = [
  'Damage',
  'of',
  'checksums',
  'outcome (runs)',
  'lost of acknowledged',
  'amcheck',
  'checksums',
  'pg_checksums',
  'log',
  'both ways',
  'history',
  'the server said',
]

function sectionOf(runtime: RuntimeName, trials: Trials<CorruptionTrial>): string[] {
  const all = rows.flatMap((row) =>
    checksums.map((each) => ({ row, each, of: trials.of(idOf(runtime, row, each)) })),
  )
  const tried = all.filter(({ of }) => of.length > 0)
  if (tried.length === 0) return []
  const lines = tried.map(({ row, each, of }) => lineOf(row, each, of))
  const runs = tried.flatMap(({ of }) => of)
  const versions = new Set(runs.map((run) => versionsOf(run)))
  const table = [head, head.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`)
  return [
    `## ${runtime}\n`,
    `${runs.length} runs, with ${[...versions].join('; ')}. The first of them: \`${runs[0].command}\`\n`,
    `${table.join('\n')}\n`,
  ]
}

function lineOf(row: Row, each: Checksums, runs: readonly CorruptionTrial[]): string[] {
  const named = (tool: RegExp) => {
    const looked = runs.filter(({ tools }) => Object.keys(tools).some((name) => tool.test(name)))
    const found = looked.filter(({ tools }) =>
      Object.entries(tools).some(([name, said]) => tool.test(name) && said !== ''),
    )
    return looked.length === 0 ? '–' : `${found.length} of ${looked.length}`
  }
  const byHistory = runs.filter(
    ({ lost, duplicated, unexpected }) => (lost ?? 0) + duplicated + unexpected > 0,
  )
  const judged = runs.filter(({ lost }) => lost !== null)
  const crash = row.of !== 'wal' && row.restart === 'crash'
  const how = crash ? `, crash, full_page_writes ${row.fullPageWrites}` : ''
  return [
    `${row.verb}${how}`,
    row.of,
    each === 'yes' ? 'on' : 'off',
    outcomesOf(runs),
    lossOf(judged),
    named(/amcheck/),
    named(/data checksums/),
    named(/pg_checksums/),
    named(/server log/),
    named(/both ways/),
    judged.length === 0 ? '–' : `${byHistory.length} of ${judged.length}`,
    firstWord(runs),
  ]
}

function outcomesOf(runs: readonly CorruptionTrial[]): string {
  return outcomes
    .map((name) => [name, runs.filter((run) => outcomeOf(run) === name).length] as const)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name.includes('silent') ? `**${name}**` : name} (${count})`)
    .join(', ')
}

function lossOf(runs: readonly CorruptionTrial[]): string {
  if (runs.length === 0) return 'not readable'
  const sum = (of: (run: CorruptionTrial) => number | null) =>
    runs.reduce((total, run) => total + (of(run) ?? 0), 0)
  const lost = sum((run) => run.lost)
  return lost === 0 ? '0' : `${lost} of ${sum((run) => run.acknowledged)}`
}

/** Without what differs from run to run. */
function firstWord(runs: readonly CorruptionTrial[]): string {
  const said = runs.find((run) => run.said !== undefined)?.said ?? ''
  const words = /(?:its log says: .*?\] )?(?<text>(?:FATAL|PANIC|LOG|ERROR|WARNING|XX|58).*)$/.exec(
    said,
  )
  const text = (words?.groups?.text ?? said).replace(
    / \((?:connect ECONNREFUSED|read ECONNRESET|Connection terminated).*\)$/,
    '',
  )
  return text === ''
    ? ''
    : `\`${text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('`', "'")}\``
}

function versionsOf({ versions }: CorruptionTrial): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')
}
