import { readFile } from 'node:fs/promises'
import { fromElleOptions } from '../../../checkers/transactions/options.ts'

/** The options that a file of elle-cli's gives beside its operations, as `opts`; none from standard input. */
export async function optionsInside(path: string): Promise<ReturnType<typeof fromElleOptions>> {
  if (path === '-') return {}
  const { opts } = JSON.parse(await readFile(path, 'utf8')) as { opts?: Record<string, unknown> }
  return opts === undefined ? {} : fromElleOptions(opts)
}
