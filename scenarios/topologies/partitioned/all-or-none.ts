import { clientCalls, outcome } from '../../../checkers/availability/calls.ts'
import { faultSpans } from '../../../checkers/availability/faults.ts'
import { isRead } from '../../../checkers/availability/gaps.ts'
import { INFO, type History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { highAvailability } from '../../claims/manual.ts'
import { openingBalance, type Transfer } from '../../workloads/bank.ts'
import type { Offices } from './offices.ts'
import { rowsAtRest, type Rows } from './rows-at-rest.ts'
import { dataPartitioning, type Trial } from './trial.ts'

/** Whether each transaction over several offices is there with all of its parts, or with none. */
export function allOrNone({ offices, nodes }: Trial): Claim {
  return {
    ...dataPartitioning({
      id: 'offices-commit-all-or-none',
      sentence:
        'all transactions either commit or abort on all servers, perhaps using two-phase commit',
      // Only what was struck or refused as it committed could be there by half.
      trial: ({ history }) =>
        faultSpans(history).length > 0 ||
        transactionsOver(history, offices).some(({ interrupted }) => interrupted),
      decide(_, { history }) {
        const { copies, unread } = rowsAtRest(history, nodes)
        const over = transactionsOver(history, offices)
        const interrupted = over.filter((each) => each.interrupted).length
        const power = { transactionsOverOffices: over.length, interrupted }
        if (unread !== undefined)
          return {
            verdict: 'unknown',
            reason: `Not all of ${unread} could be read at rest.`,
            power,
          }
        const [rows] = copies.values()
        const half = over.map((each) => halfOf(each, rows)).find((each) => each !== undefined)
        const wrong = half ?? wrongBalance(rows)
        if (wrong !== undefined) return { verdict: 'violated', reason: wrong, power }
        if (interrupted === 0)
          return {
            verdict: 'unknown',
            reason: `None of ${over.length} transactions over offices was interrupted as it committed, so none could have been halved.`,
            power,
          }
        return {
          verdict: 'holds',
          reason: `Of ${over.length} transactions over offices, ${interrupted} of which were interrupted as they committed, each is there with all of its parts or with none.`,
          power,
        }
      },
    }),
    source: `${highAvailability}, "SQL-Based Replication Middleware"`,
  }
}

/** A transaction that was to write rows of several offices, and how its client saw it end. */
interface Over {
  value: unknown
  error?: string
  /** One office may have ended it otherwise than another. */
  interrupted: boolean
}

const betweenOffices = /\((\S+ did not prepare|.+ did not commit, and .+ did|\S+ is in doubt)\)$/

function transactionsOver(history: History, offices: Offices): Over[] {
  const found: Over[] = []
  clientCalls(history, (start, end) => {
    if (isRead(history, start)) return
    const { key, value } = history.operation(start)
    if (offices.homesOf({ key, value }).length < 2) return
    const error = history.errors.get(end)
    const interrupted = outcome(history, end) === INFO || betweenOffices.test(error ?? '')
    found.push({ value, error, interrupted })
  })
  return found
}

/** What it appended to lists, by which of it is there at rest. */
function halfOf({ value, error }: Over, rows: Rows): string | undefined {
  if (!Array.isArray(value)) return undefined
  const appended = value.filter(([f]) => f === 'append') as ['append', number, number][]
  const isThere = ([, key, element]: (typeof appended)[number]) =>
    ((rows.get(`${key}`)?.value ?? []) as unknown[]).includes(element)
  const there = appended.filter(isThere)
  if (there.length === 0 || there.length === appended.length) return undefined
  const missing = appended.find((each) => !isThere(each))!
  const show = ([, key, element]: typeof missing) => `${element} in row ${key}`
  return `Half a commit: of one transaction ${show(there[0])} is there and ${show(missing)} is not (${error ?? 'acknowledged'}).`
}

/** An account that doesn't hold what the transfers make that are written in the ledger. */
function wrongBalance(rows: Rows): string | undefined {
  const transfers = [...rows.values()].flatMap(({ value }) => (isTransfer(value) ? [value] : []))
  if (transfers.length === 0) return undefined
  const due = new Map<number, number>()
  const add = (account: number, amount: number) =>
    due.set(account, (due.get(account) ?? openingBalance) + amount)
  for (const { payer, payee, amount } of transfers) {
    add(payer, -amount)
    add(payee, amount)
  }
  for (const { row, value } of rows.values()) {
    const wanted = due.get(row) ?? openingBalance
    if (typeof value === 'number' && value !== wanted)
      return `Half a commit: account ${row} holds ${value}, and ${wanted} by the transfers in the ledger.`
  }
}

function isTransfer(value: unknown): value is Transfer {
  return typeof value === 'object' && value !== null && 'payer' in value
}
