import type { Command } from './script.ts'

type Sending = Extract<Command, { kind: 'set' | 'sql' }>

/** What a client does before it waits again: pauses, or sends statements at once, of which the server skips all after one that fails. */
export type Step = Extract<Command, { kind: 'sleep' }> | { kind: 'send'; items: readonly Sending[] }

const begins = /^\s*(?:begin|start\s+transaction)\b/i
const ends = /^\s*(?:commit|end|rollback|abort)\b/i

/**
 * What of a script is sent without waiting in between: what stands between \startpipeline and \endpipeline, and if it is
 * to be `pipelined`, each transaction from its BEGIN to its END. Statements beside these go one by one, for a server
 * would take several for one transaction.
 */
export function stepsOf(
  commands: readonly Command[],
  { pipelined }: { pipelined: boolean },
): Step[] {
  const steps: Step[] = []
  let at = 0
  while (at < commands.length) {
    const { length } = pipelined ? transactionAt(commands, at) : []
    const together = length > 0 ? length : pipelineAt(commands, at)
    const taken = commands.slice(at, at + Math.max(1, together))
    if (taken[0].kind === 'sleep') steps.push(taken[0])
    else {
      const items = taken.filter(isSending)
      if (items.length > 0) steps.push({ kind: 'send', items })
    }
    at += taken.length
  }
  return steps
}

function isSending(command: Command): command is Sending {
  return command.kind === 'set' || command.kind === 'sql'
}

/** The commands of a transaction that begins there; none where one of them waits, or it has no end. */
function transactionAt(commands: readonly Command[], at: number): readonly Command[] {
  if (!isStatement(commands[at], begins)) return []
  const rest = commands.slice(at)
  const end = rest.findIndex((command) => isStatement(command, ends))
  const whole = rest.slice(0, end + 1)
  return whole.every(isSending) ? whole : []
}

function isStatement(command: Command, pattern: RegExp): boolean {
  return command.kind === 'sql' && pattern.test(command.statement.text)
}

/** How many commands a pipeline has that starts there, with both of its ends. */
function pipelineAt(commands: readonly Command[], at: number): number {
  if (commands[at].kind !== 'startpipeline') return 0
  return commands.slice(at).findIndex(({ kind }) => kind === 'endpipeline') + 1
}
