import { OK, type History } from '../../runner/history/history.ts'
import { clientCalls, outcome, wholeOperations } from '../availability/calls.ts'
import type { About, CheckResult, Checker } from '../checker.ts'
import { judged } from './judged.ts'

export interface BankOptions {
  /** What all accounts hold together; without it, what the first complete read showed. */
  total?: number
  /** Whether an account may be overdrawn. */
  negativeBalances?: boolean
}

export interface BankResult extends CheckResult {
  reads: number
  total: number | null
  /** Reads whose balances do not add up to the total. */
  wrongTotals: number
  /** Reads that show an overdrawn account, where none may be. */
  negativeBalances: number
  /** Reads of other accounts than the first one's, or of an account without a balance. */
  wrongAccounts: number
}

/** Transfers between accounts change no total: every `read` shows all balances at one moment. */
export function bank(options: BankOptions = {}): Checker<BankResult> {
  return {
    name: 'bank',
    about: 'The accounts of a bank keep their total, and none is overdrawn',
    check: (history, about) => check(history, about, options),
  }
}

function check(history: History, about: About, options: BankOptions): BankResult {
  const reads = readsOf(history)
  const first = reads.at(0)
  const complete = reads.filter(({ total }) => total !== null)
  const total = options.total ?? totalOf(about.initial) ?? complete.at(0)?.total ?? null
  const strange = reads.filter(({ accounts }) => !sameAccounts(accounts, first!.accounts))
  const wrong = complete.filter((read) => differs(read.total!, total!))
  const overdrawn = options.negativeBalances ? [] : reads.filter(({ lowest }) => lowest < 0)
  const anomaly = (name: string, [read]: Read[], say: (read: Read) => string) =>
    read && { name, summary: say(read), witness: wholeOperations(history, [first!.row, read.row]) }
  return {
    ...judged(
      [
        anomaly(
          'wrong total',
          wrong,
          (read) => `The accounts held ${read.total} and not ${total}.`,
        ),
        anomaly('negative balance', overdrawn, ({ lowest }) => `An account held ${lowest}.`),
        anomaly('wrong accounts', strange, ({ row }) => {
          const seen = JSON.stringify(history.value[row])
          return `A read showed ${seen}, which are not balances of the same accounts as at first.`
        }),
      ],
      reads.every(({ accounts }) => accounts.size === 0) ? 'The balances were never read.' : null,
    ),
    reads: reads.length,
    total,
    wrongTotals: wrong.length,
    negativeBalances: overdrawn.length,
    wrongAccounts: strange.length,
  }
}

interface Read {
  row: number
  accounts: Map<string, number | null>
  /** `null` where some balance is no number. */
  total: number | null
  lowest: number
}

function readsOf(history: History): Read[] {
  const read = history.nameOf('read')
  const reads: Read[] = []
  clientCalls(history, (start, end) => {
    if (history.f[start] !== read || outcome(history, end) !== OK) return
    const accounts = accountsIn(history.value[end])
    if (accounts === null) return
    const balances = [...accounts.values()].filter((balance) => typeof balance === 'number')
    const total = balances.length === accounts.size ? sum(balances) : null
    reads.push({
      row: end,
      accounts,
      total,
      lowest: balances.reduce((lowest, balance) => Math.min(lowest, balance), 0),
    })
  })
  return reads
}

/** Balances as an object, a Map or a list of pairs; `null` for a balance that is no number. */
function accountsIn(value: unknown): Map<string, number | null> | null {
  if (typeof value !== 'object' || value === null) return null
  const pairs =
    value instanceof Map ? [...value] : Array.isArray(value) ? value : Object.entries(value)
  const all = pairs.every((pair) => Array.isArray(pair) && pair.length === 2)
  return all
    ? new Map(pairs.map(([account, balance]) => [String(account), balanceOf(balance)]))
    : null
}

/** Databases give out large and decimal numbers as text. */
function balanceOf(value: unknown): number | null {
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  return typeof value === 'number' ? value : null
}

/** Whole numbers to the last unit; sums of cents are rounded. */
function differs(a: number, b: number): boolean {
  return Number.isInteger(a) && Number.isInteger(b) ? a !== b : Math.abs(a - b) > 1e-6
}

/** The total that was there at first, as a number or as the balances themselves. */
function totalOf(initial: unknown): number | null {
  if (typeof initial === 'number') return initial
  const balances = [...(accountsIn(initial)?.values() ?? [])].filter((b) => typeof b === 'number')
  return balances.length > 0 ? sum(balances) : null
}

function sameAccounts(accounts: Read['accounts'], first: Read['accounts']): boolean {
  return (
    accounts.size === first.size &&
    accounts.entries().every(([name, balance]) => first.has(name) && balance !== null)
  )
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
