import { openingBalance, type Transfer } from '../workloads/bank.ts'
import type { Over } from './over-servers.ts'
import type { Rows } from './rows-at-rest.ts'

type Append = ['append', number, number]

/** What a transaction appended to lists, where some of it is there at rest and some is not; of rows that were read. */
export function halfOf({ value, error }: Over, rows: Rows): string | undefined {
  const appended = appendsOf(value).filter(([, key]) => rows.has(`${key}`))
  const isThere = ([, key, element]: Append) =>
    ((rows.get(`${key}`)!.value ?? []) as unknown[]).includes(element)
  const there = appended.find(isThere)
  const missing = appended.find((each) => !isThere(each))
  if (there === undefined || missing === undefined) return undefined
  const show = ([, key, element]: Append) => `${element} in row ${key}`
  return `Half a commit: of one transaction ${show(there)} is there and ${show(missing)} is not (${error ?? 'acknowledged'}).`
}

/** What would have to be read to see whether it is there by half, and was not. */
export function unreadRowOf({ value }: Over, rows: Rows, asked: ReadonlySet<string>) {
  const keys = isTransfer(value)
    ? [value.payer, value.payee]
    : appendsOf(value).map(([, key]) => key)
  const unread = keys.find((key) => !rows.has(`${key}`))
  if (unread !== undefined) return `row ${unread}`
  return isTransfer(value) && !asked.has('ledger') ? 'the ledger' : undefined
}

/** An account that doesn't hold what the transfers make that are written in the ledger. */
export function wrongBalance(rows: Rows): string | undefined {
  const due = new Map<number, number>()
  const add = (account: number, amount: number) =>
    due.set(account, (due.get(account) ?? openingBalance) + amount)
  for (const { value } of rows.values()) {
    if (!isTransfer(value)) continue
    add(value.payer, -value.amount)
    add(value.payee, value.amount)
  }
  for (const { row, value } of rows.values()) {
    const wanted = due.get(row) ?? openingBalance
    if (typeof value === 'number' && value !== wanted)
      return `Half a commit: account ${row} holds ${value}, and ${wanted} by the transfers in the ledger.`
  }
}

function appendsOf(value: unknown): Append[] {
  return Array.isArray(value) ? value.filter(([f]) => f === 'append') : []
}

function isTransfer(value: unknown): value is Transfer {
  return typeof value === 'object' && value !== null && 'payer' in value
}
