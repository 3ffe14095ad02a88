import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { parseEDNString } from 'edn-data'
import { History } from '../../runner/history/history.ts'
import type { Operation } from '../../runner/history/operation.ts'

const folder = new URL('../../../shared/histories/', import.meta.url)

/** A case of Jepsen's own unit tests, with what Jepsen's checker says of it. */
export interface JepsenCase {
  name: string
  history: History
  result: Record<string, unknown>
}

/** The cases of one of Jepsen's checkers, for example `SetFull`; none, and the test skipped, where they are missing. */
export function jepsenCases(t: TestContext, checker: string): JepsenCase[] {
  if (missing(t)) return []
  return readdirSync(new URL('jepsen-unit/', folder))
    .filter((name) => name.split('-')[1] === checker)
    .map((name) => {
      const { ops, result } = JSON.parse(read(`jepsen-unit/${name}`)) as {
        ops: Line[]
        result: Record<string, unknown>
      }
      return { name, history: historyOf(ops), result }
    })
}

/** A whole history of `jepsen-checkers`; none, and the test skipped, where it is missing. */
export function jepsenHistory(t: TestContext, name: string): History | null {
  if (missing(t)) return null
  const text = read(`jepsen-checkers/${name}`)
  return historyOf(
    name.endsWith('.json')
      ? (JSON.parse(text) as Line[])
      : ([parseEDNString(`[${text}]`, { mapAs: 'object', keywordAs: 'string' })].flat(2) as Line[]),
  )
}

interface Line extends Pick<Operation, 'type' | 'f' | 'value'> {
  process?: number | 'nemesis' | null
  time?: number
}

/**
 * Without the nemesis. Some cases name no process: they are given one each, and an end belongs to the
 * oldest open start; and some read the clock a little too early, which is set right.
 */
function historyOf(lines: Line[]): History {
  const nameless: number[] = []
  let next = 1000
  let timeNs = -Infinity
  const processOf = ({ process, type }: Line): number => {
    if (typeof process === 'number') return process
    if (type === 'invoke') nameless.push(next)
    return type === 'invoke' ? next++ : nameless.shift()!
  }
  const clients = lines.filter(({ process }) => process !== 'nemesis')
  return History.from(
    clients.map((line, index) => {
      const { type, f, value = null, time = index } = line
      timeNs = Math.max(timeNs, time)
      return { index, process: processOf(line), type, f, value, timeNs }
    }),
  )
}

function read(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8')
}

function missing(t: TestContext): boolean {
  if (existsSync(folder)) return false
  t.skip('../shared/histories is missing')
  return true
}
