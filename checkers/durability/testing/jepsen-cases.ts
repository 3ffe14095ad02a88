import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readHistory } from '../../../runner/history/formats/read.ts'
import { History } from '../../../runner/history/history.ts'
import type { Operation } from '../../../runner/history/operation.ts'

const folder = new URL('../../../../shared/histories/', import.meta.url)

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
      const { ops, result } = JSON.parse(
        readFileSync(new URL(`jepsen-unit/${name}`, folder), 'utf8'),
      ) as {
        ops: Line[]
        result: Record<string, unknown>
      }
      return { name, history: historyOf(ops), result }
    })
}

/** A whole history of `jepsen-checkers`; none, and the test skipped, where it is missing. */
export async function jepsenHistory(t: TestContext, name: string): Promise<History | null> {
  if (missing(t)) return null
  const { history } = await readHistory(fileURLToPath(new URL(`jepsen-checkers/${name}`, folder)))
  return history
}

interface Line extends Pick<Operation, 'type' | 'f' | 'value'> {
  process?: number | null
  time?: number
}

/** Some cases name no process: they are given one each, and an end belongs to the oldest open start. */
function historyOf(lines: Line[]): History {
  const nameless: number[] = []
  let next = 1000
  const processOf = ({ process, type }: Line): number => {
    if (typeof process === 'number') return process
    if (type === 'invoke') nameless.push(next)
    return type === 'invoke' ? next++ : nameless.shift()!
  }
  return History.from(
    lines.map((line, index) => {
      const { type, f, value = null, time: timeNs = index } = line
      return { index, process: processOf(line), type, f, value, timeNs }
    }),
  )
}

function missing(t: TestContext): boolean {
  if (existsSync(folder)) return false
  t.skip('../shared/histories is missing')
  return true
}
