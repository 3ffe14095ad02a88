import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readHistory } from '../../../history/formats/read.ts'
import type { History } from '../../../history/history.ts'

const folder = new URL('../../../../shared/histories/', import.meta.url)

/** A case of Jepsen's own unit tests, with what Jepsen's checker says of it. */
export interface JepsenCase {
  name: string
  history: History
  result: Record<string, unknown>
}

/** The cases of one of Jepsen's checkers, for example `SetFull`; none, and the test skipped, where they are missing. */
export async function jepsenCases(t: TestContext, checker: string): Promise<JepsenCase[]> {
  if (missing(t)) return []
  const names = readdirSync(new URL('jepsen-unit/', folder))
  return Promise.all(
    names
      .filter((name) => name.split('-')[1] === checker)
      .map(async (name) => {
        const path = fileURLToPath(new URL(`jepsen-unit/${name}`, folder))
        const { result } = JSON.parse(readFileSync(path, 'utf8')) as Pick<JepsenCase, 'result'>
        return { name, history: (await readHistory(path)).history, result }
      }),
  )
}

/** A whole history of `jepsen-checkers`; none, and the test skipped, where it is missing. */
export async function jepsenHistory(t: TestContext, name: string): Promise<History | null> {
  if (missing(t)) return null
  const { history } = await readHistory(fileURLToPath(new URL(`jepsen-checkers/${name}`, folder)))
  return history
}

function missing(t: TestContext): boolean {
  if (existsSync(folder)) return false
  t.skip('../shared/histories is missing')
  return true
}
