import type { CheckerOptions } from '../../checkers/catalog.ts'
import { concernsTime } from '../../checkers/transactions/check.ts'
import { anomalyNames, modelNames } from '../../checkers/transactions/models.ts'
import { fromElleOptions } from '../../checkers/transactions/options.ts'
import { SplitbrainError } from '../../history/errors.ts'
import type { ReadHistory } from '../../history/formats/read.ts'
import { unknownName } from '../nearest.ts'
import { isOfTransactions } from './options.ts'

/** The options that a document of elle-cli's gives beside its operations; wrong names are `history` errors. */
export function optionsInside(file: string, { opts }: ReadHistory): CheckerOptions {
  if (opts === undefined) return {}
  const options = fromElleOptions(opts)
  for (const name of options.models ?? []) known(file, 'consistency model', name, modelNames)
  for (const name of options.anomalies ?? []) known(file, 'anomaly', name, anomalyNames)
  return options
}

function known(file: string, kind: string, name: string, names: readonly string[]): void {
  if (names.includes(name)) return
  throw new SplitbrainError('history', `${file}: ${unknownName(kind, name, names).message}`)
}

/** Without knowing which start goes with which end only the order in time can't be judged. */
export function mustPair(
  { unpaired }: ReadHistory,
  checker: string,
  options: CheckerOptions,
): void {
  if (unpaired && !(isOfTransactions(checker) && !concernsTime(options))) throw unpaired
}
