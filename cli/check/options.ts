import { checkers, type CheckerOptions } from '../../checkers/catalog.ts'
import { models } from '../../checkers/linearizability/models/catalog.ts'
import { modelNames } from '../../checkers/transactions/models.ts'
import { SplitbrainError } from '../../history/errors.ts'
import { unknownName } from '../nearest.ts'
import { guaranteesIn } from './guarantees.ts'
import { durationMs, jsonValue, numberIn, sizeBytes } from './limits.ts'

/** The options of the command line as commander hands them over. */
export interface RawOptions {
  checker?: string
  model?: string
  independent?: boolean
  init?: string
  consistency?: string
  failedCasObserves?: boolean
  nilReadsUnknown?: boolean
  allowEmpty?: boolean
  owners?: boolean
  wfrKeys?: boolean
  sequentialKeys?: boolean
  linearizableKeys?: boolean
  linearizable?: boolean
  gapless?: boolean
  total?: string
  negativeBalances?: boolean
  fixedAccounts?: boolean
  guarantees?: string
  timeLimit?: string
  memoryLimit?: string
  json?: boolean
}

export interface CheckOptions {
  /** Unset: as the history's operations have it. */
  checker?: string
  /** What every register held at first. */
  initial?: unknown
  /** Whether each key is to be judged by itself; unset: if the values have it. */
  independent?: boolean
  checkerOptions: CheckerOptions
  /** The options given that only some checkers have, as they stand in the command line. */
  particular: { option: string; checkers: readonly string[] }[]
}

const ofTransactions: readonly string[] = ['list-append', 'rw-register']

export const isOfTransactions = (checker: string): boolean => ofTransactions.includes(checker)

const particular: Partial<
  Record<keyof RawOptions, { option: string; checkers: readonly string[] }>
> = {
  model: { option: '--model', checkers: ['linearizability'] },
  failedCasObserves: { option: '--failed-cas-observes', checkers: ['linearizability'] },
  nilReadsUnknown: { option: '--nil-reads-unknown', checkers: ['linearizability'] },
  allowEmpty: { option: '--allow-empty', checkers: ['linearizability'] },
  owners: { option: '--owners', checkers: ['linearizability'] },
  consistency: { option: '--consistency', checkers: ofTransactions },
  wfrKeys: { option: '--wfr-keys', checkers: ['rw-register'] },
  sequentialKeys: { option: '--sequential-keys', checkers: ['rw-register'] },
  linearizableKeys: { option: '--linearizable-keys', checkers: ['rw-register'] },
  linearizable: { option: '--linearizable', checkers: ['set-full'] },
  gapless: { option: '--gapless', checkers: ['sequence'] },
  total: { option: '--total', checkers: ['bank'] },
  negativeBalances: { option: '--negative-balances', checkers: ['bank'] },
  fixedAccounts: { option: '--fixed-accounts', checkers: ['bank'] },
  guarantees: { option: '--guarantees', checkers: ['staleness'] },
}

/** Wrong names and values are `usage` errors, names with the nearest known ones. */
export function parseOptions(raw: RawOptions): CheckOptions {
  known('checker', raw.checker, Object.keys(checkers))
  known('model', raw.model, Object.keys(models))
  known('consistency model', raw.consistency, modelNames)
  const checker = raw.checker ?? (raw.model === undefined ? undefined : 'linearizability')
  const { failedCasObserves, allowEmpty, wfrKeys, sequentialKeys, linearizableKeys } = raw
  const options: CheckOptions = {
    checker,
    independent: raw.independent,
    ...(raw.init === undefined ? {} : { initial: jsonValue(raw.init) }),
    checkerOptions: defined({
      model: raw.model,
      models: raw.consistency === undefined ? undefined : [raw.consistency],
      failedCasObserves,
      nilReadUnknown: raw.nilReadsUnknown,
      allowEmpty,
      owners: raw.owners,
      wfrKeys,
      sequentialKeys,
      linearizableKeys,
      linearizable: raw.linearizable,
      gapless: raw.gapless,
      total: raw.total === undefined ? undefined : numberIn(raw.total),
      negativeBalances: raw.negativeBalances,
      fixedAccounts: raw.fixedAccounts,
      promised: raw.guarantees === undefined ? undefined : guaranteesIn(raw.guarantees),
      clock: () => performance.now(),
      timeLimitMs: raw.timeLimit === undefined ? undefined : durationMs(raw.timeLimit),
      memoryLimitBytes: raw.memoryLimit === undefined ? undefined : sizeBytes(raw.memoryLimit),
    }),
    particular: Object.entries(particular)
      .filter(([name]) => raw[name as keyof RawOptions] !== undefined)
      .map(([, each]) => each),
  }
  if (checker !== undefined) mustFit(options, checker)
  return options
}

/** An option that says nothing to the checker would leave its giver with a wrong idea of the verdict. */
export function mustFit(options: CheckOptions, checker: string): void {
  const stray = options.particular.find(({ checkers }) => !checkers.includes(checker))
  if (stray)
    throw new SplitbrainError(
      'usage',
      `${stray.option} is an option of ${stray.checkers.join(' and ')}, not of ${checker}.`,
    )
}

function known(kind: string, name: string | undefined, names: readonly string[]): void {
  if (name !== undefined && !names.includes(name)) throw unknownName(kind, name, names)
}

function defined<T extends object>(all: T): T {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T
}
