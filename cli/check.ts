import { Command } from 'commander'
import { describeError, exitCodes, SplitbrainError } from '../history/errors.ts'
import { keepYoungSpaceSmall } from '../history/young-space.ts'
import type { Judged } from './check/judged.ts'
import type { CheckOptions, RawOptions } from './check/options.ts'

const examples = `
Examples:
  splitbrain check history.jsonl
  splitbrain check runs/latest                     a run again, by its claims
  splitbrain check --checker durability --json history.jsonl
  splitbrain check --consistency snapshot-isolation store/*/history.edn
  splitbrain check --init 0 --nil-reads-unknown --allow-empty knossos.edn
  splitbrain check --checker staleness --guarantees read-your-writes,monotonic-reads history.jsonl
  zcat history.jsonl.gz | splitbrain check -

The content tells the format: JSONL, EDN operation maps, Jepsen's log, Porcupine's text, elle-cli's JSON.
Registers pass by an order of all transactions that explains their reads: --json shows it, and "reached" how it was
found. Where the search comes to its bound they are unknown; so they are where values were written again and there
are too many ways to tell which write was read.
A file that breaks off never passes. Values that are all [key value] are told apart without --independent.
Exit codes: 0 pass, 1 fail, 2 unknown, 64 wrong usage or a history that can't be read, 70 a crash.`

/** `splitbrain check`: judges histories, whoever recorded them. */
export function checkCommand(): Command {
  return new Command('check')
    .summary('judge a recorded history')
    .description('Judges recorded histories, and shows the few operations that prove a failure.')
    .argument('<history...>', 'files, folders of runs, or - for standard input')
    .option('--checker <name>', 'what to judge by (default: as the operations have it)')
    .option('--independent', 'each key is judged by itself; values are [key value] (Jepsen)')
    .option('--no-independent', 'values that look like [key value] are values')
    .option('--init <json>', 'what every register held at first (default: null)')
    .option('--json', 'one JSON object a line for each history')
    .optionsGroup('Options of linearizability:')
    .option('--model <name>', 'what the history is held to')
    .option('--failed-cas-observes', 'a failed cas proves that the value differed (Porcupine)')
    .option('--nil-reads-unknown', 'a read of nil may have seen anything (Knossos)')
    .option('--owners', 'only who took a lock can give it back (mutex)')
    .option('--allow-empty', 'a history in which nothing was seen passes (Knossos)')
    .option(
      '--time-limit <duration>',
      'give the search up, as 30s (default: after 2,000,000 configurations)',
    )
    .option('--memory-limit <size>', 'what the search may remember (default: 512M)')
    .optionsGroup('Options of list-append and rw-register:')
    .option('--consistency <model>', 'what was promised, as serializable')
    .option('--wfr-keys', 'a transaction replaces what it read of a key (rw-register)')
    .option('--sequential-keys', 'each key is sequentially consistent (rw-register)')
    .option('--linearizable-keys', 'each key is linearizable (rw-register)')
    .optionsGroup('Options of other checkers:')
    .option('--linearizable', 'a stale element is an anomaly too (set-full)')
    .option('--gapless', 'a gap is an anomaly too (sequence)')
    .option('--total <number>', 'what all accounts hold together (bank)')
    .option('--negative-balances', 'an account may be overdrawn (bank)')
    .option('--fixed-accounts', 'every read must show the same accounts (bank)')
    .option('--guarantees <names>', 'what was promised of reads (staleness)')
    .addHelpText('after', examples)
    .action(check)
}

async function check(paths: string[], raw: RawOptions, command: Command): Promise<void> {
  keepYoungSpaceSmall()
  // Only now, for `splitbrain --help` needs no checker.
  const { parseOptions } = await import('./check/options.ts')
  const options = parseOptions(raw)
  const write = command.configureOutput()
  const tell = raw.json === true ? await asJson() : await asText(paths.length > 1, write.writeErr!)
  const codes: number[] = []
  for (const path of paths) {
    const { text, code } = tell(await outcomeOf(path, options, paths.length > 1))
    write.writeOut!(text)
    codes.push(code)
  }
  process.exitCode = gravest(codes)
}

type Outcome = { judged: Judged } | { file: string; error: unknown }
type Tell = (outcome: Outcome) => { text: string; code: number }

/** Among many files, one that can't be judged doesn't keep the others from it. */
async function outcomeOf(
  path: string,
  options: CheckOptions,
  isOneOfMany: boolean,
): Promise<Outcome> {
  const { judgeFile } = await import('./check/judge-file.ts')
  try {
    return { judged: await judgeFile(path, options) }
  } catch (error) {
    if (isOneOfMany) return { file: path, error }
    throw error
  }
}

async function asText(isOneOfMany: boolean, warn: (text: string) => void): Promise<Tell> {
  const { brokenLine, inFull, inOneLine } = await import('./check/text.ts')
  return (outcome) => {
    if ('error' in outcome) {
      const { file, error } = outcome
      return { text: brokenLine(file, describeError(error)), code: exitCodeOfError(error) }
    }
    const { judged } = outcome
    for (const warning of judged.warnings) warn(`warning: ${warning}\n`)
    return {
      text: isOneOfMany ? inOneLine(judged) : inFull(judged),
      code: exitCodeOf[judged.verdict],
    }
  }
}

async function asJson(): Promise<Tell> {
  return (outcome) => {
    if ('error' in outcome) {
      const { file, error } = outcome
      const code = error instanceof SplitbrainError ? error.code : 'crash'
      const text = JSON.stringify({ file, error: { code, message: describeError(error) } })
      return { text: `${text}\n`, code: exitCodeOfError(error) }
    }
    return {
      text: `${JSON.stringify(outcome.judged)}\n`,
      code: exitCodeOf[outcome.judged.verdict],
    }
  }
}

const exitCodeOf = { pass: exitCodes.ok, fail: exitCodes.fail, unknown: exitCodes.unknown }

function exitCodeOfError(error: unknown): number {
  return error instanceof SplitbrainError ? error.exitCode : exitCodes.crash
}

const byGravity: readonly number[] = [
  exitCodes.ok,
  exitCodes.unknown,
  exitCodes.fail,
  exitCodes.usage,
  exitCodes.crash,
]

function gravest(codes: number[]): number {
  return byGravity[Math.max(...codes.map((code) => byGravity.indexOf(code)))]
}
