import { OK, type History } from '../../history/history.ts'
import { clientCalls, outcome, wholeOperations } from '../availability/calls.ts'
import type { About, CheckResult, Checker } from '../checker.ts'
import { judged } from './judged.ts'
import { plainNumber, sumOf, wholeNumber } from './whole-number.ts'

export interface BankOptions {
  /** What all accounts hold together, beyond 2⁵³ its digits; without it, what the first complete read showed. */
  total?: number | string
  /** Whether an account may be overdrawn. */
  negativeBalances?: boolean
  /** Accounts may not come and go: each read must show those of the first. */
  fixedAccounts?: boolean
}

export interface BankResult extends CheckResult {
  reads: number
  /** Its digits where it is beyond 2⁵³. */
  total: number | string | null
  /** Reads whose balances do not add up to the total. */
  wrongTotals: number
  /** Reads that show an overdrawn account, where none may be. */
  negativeBalances: number
  /** Reads of an account without a balance or, where they are fixed, of other accounts than the first one's. */
  wrongAccounts: number
}

/**
 * Transfers between accounts change no total: every `read` shows all balances at one moment. An account that a read
 * lacks is an empty one that was dropped, or the total is wrong.
 */
export function bank(options: BankOptions = {}): Checker<BankResult> {
  return {
    name: 'bank',
    about: 'The accounts of a bank keep their total, and none is overdrawn',
    check: (history, about) => check(history, about, options),
  }
}

function check(history: History, about: About, options: BankOptions): BankResult {
  const { reads, unclear } = readsOf(history)
  const first = reads.at(0)
  const complete = reads.filter((read) => read.total !== null)
  const total = amountIn(options.total) ?? totalOf(about.initial) ?? complete.at(0)?.total ?? null
  const strange = reads.filter(
    ({ accounts, total }) =>
      total === null || (options.fixedAccounts && !sameAccounts(accounts, first!.accounts)),
  )
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
        anomaly('wrong accounts', strange, ({ row, total }) => {
          const seen = JSON.stringify(history.value[row])
          const what =
            total === null ? 'some of which is no balance' : 'not the same accounts as at first'
          return `A read showed ${seen}, ${what}.`
        }),
      ],
      whyUnknown(reads, unclear),
    ),
    reads: reads.length,
    total: typeof total === 'bigint' ? plainNumber(total) : total,
    wrongTotals: wrong.length,
    negativeBalances: overdrawn.length,
    wrongAccounts: strange.length,
  }
}

function whyUnknown(reads: Read[], unclear: number): string | null {
  if (unclear > 0) return `${unclear} reads show no balances.`
  return reads.every(({ accounts }) => accounts.size === 0) ? 'The balances were never read.' : null
}

/** Whole amounts of money are exact, others are rounded. */
type Amount = bigint | number

interface Read {
  row: number
  accounts: Map<string, Amount | null>
  /** `null` where some balance is no number. */
  total: Amount | null
  lowest: Amount
}

function readsOf(history: History): { reads: Read[]; unclear: number } {
  const read = history.nameOf('read')
  const reads: Read[] = []
  let unclear = 0
  clientCalls(history, (start, end) => {
    if (history.f[start] !== read || outcome(history, end) !== OK) return
    const accounts = accountsIn(history.value[end])
    if (accounts === null) unclear++
    else reads.push(readOf(end, accounts))
  })
  return { reads, unclear }
}

function readOf(row: number, accounts: Read['accounts']): Read {
  const balances = [...accounts.values()].filter((balance) => balance !== null)
  return {
    row,
    accounts,
    total: balances.length === accounts.size ? sum(balances) : null,
    lowest: balances.reduce((lowest, balance) => (balance < lowest ? balance : lowest), 0n),
  }
}

/** Balances as an object, a Map or a list of pairs; `null` for a balance that is no number. */
function accountsIn(value: unknown): Read['accounts'] | null {
  if (typeof value !== 'object' || value === null) return null
  const pairs =
    value instanceof Map ? [...value] : Array.isArray(value) ? value : Object.entries(value)
  const all = pairs.every((pair) => Array.isArray(pair) && pair.length === 2)
  return all ? new Map(pairs.map(([account, held]) => [String(account), amountIn(held)])) : null
}

/** Databases give out large and decimal numbers as text. */
function amountIn(value: unknown): Amount | null {
  const whole = wholeNumber(value)
  if (whole !== null) return whole
  if (typeof value === 'string' && /^-?\d+\.\d+$/.test(value)) return Number(value)
  return typeof value === 'number' ? value : null
}

/** Whole numbers to the last unit; sums of cents are rounded. */
function differs(a: Amount, b: Amount): boolean {
  return typeof a === 'bigint' && typeof b === 'bigint'
    ? a !== b
    : Math.abs(Number(a) - Number(b)) > 1e-6
}

/** The total that was there at first, as a number or as the balances themselves. */
function totalOf(initial: unknown): Amount | null {
  const amount = amountIn(initial)
  if (amount !== null) return amount
  const balances = [...(accountsIn(initial)?.values() ?? [])].filter((held) => held !== null)
  return balances.length > 0 ? sum(balances) : null
}

function sameAccounts(accounts: Read['accounts'], first: Read['accounts']): boolean {
  return accounts.size === first.size && accounts.keys().every((name) => first.has(name))
}

function sum(amounts: Amount[]): Amount {
  return amounts.every((amount) => typeof amount === 'bigint')
    ? sumOf(amounts)
    : amounts.reduce<number>((total, amount) => total + Number(amount), 0)
}
