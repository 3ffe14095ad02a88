import { SplitbrainError } from '../../../history/errors.ts'
import type { ExecResult } from '../../../runner/runtimes/runtime.ts'

/** What pgbench tells at its end, and the shell around it. */
export interface Said {
  transactions: number
  perSecond: number
  processorSeconds: number
}

const complaint = /^(?:pgbench: )?(?:error|fatal): (.*)$/m
const processed = /^number of transactions actually processed: (\d+)/m
const rate = /^tps = ([\d.]+)/m
/** User and system time of the shell's children, in its last line. */
const times = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/

/** Throws pgbench's own word where it ended with an error, or complained of one. */
export function readSaid({ exitCode, output }: ExecResult): Said {
  const complained = complaint.exec(output)
  if (complained !== null || exitCode !== 0) {
    const lines = output
      .trim()
      .split('\n')
      .filter((line) => !times.test(line))
    const words = complained?.[1] ?? lines.at(-1) ?? `exit code ${exitCode}`
    throw new SplitbrainError('runtime', `pgbench says: ${words.trim()}`)
  }
  const [count, perSecond, spent] = [processed, rate, times].map((each) => each.exec(output))
  if (count === null || perSecond === null || spent === null)
    throw new SplitbrainError('crash', `pgbench said what is no summary: ${output.trim()}`)
  const [userMinutes, user, systemMinutes, system] = spent.slice(1).map(Number)
  return {
    transactions: Number(count[1]),
    perSecond: Number(perSecond[1]),
    processorSeconds: 60 * (userMinutes + systemMinutes) + user + system,
  }
}
