import { divergence } from '../../checkers/divergence/divergence.ts'
import { durability } from '../../checkers/durability/durability.ts'
import { bank as checker } from '../../checkers/invariants/bank.ts'
import type { Random } from '../../runner/random.ts'
import {
  NotApplied,
  type Call,
  type Isolation,
  type Request,
  type Statements,
  type Touched,
  type Workload,
} from '../../runner/workload.ts'
import { countedLoss } from './losses.ts'

export interface Transfer {
  id: number
  payer: number
  payee: number
  amount: number
}

const ACCOUNTS = 16
export const openingBalance = 20
/** What all accounts hold together at any moment. */
export const allBalances = ACCOUNTS * openingBalance
const LARGEST_AMOUNT = 9

const calls = {
  debit: {
    name: 'debit',
    text: 'UPDATE accounts SET balance = balance - $2 WHERE account = $1 AND balance >= $2',
  },
  credit: {
    name: 'credit',
    text: 'UPDATE accounts SET balance = balance + $2 WHERE account = $1',
  },
  enter: { name: 'enter', text: 'INSERT INTO ledger VALUES ($1, $2, $3, $4)' },
  read: {
    name: 'read',
    text: 'SELECT account, balance FROM accounts ORDER BY account',
    gives: { account: 'integer', balance: 'integer' },
  },
  ledger: {
    name: 'ledger',
    text: 'SELECT id, payer, payee, amount FROM ledger ORDER BY id',
    gives: { id: 'integer', payer: 'integer', payee: 'integer', amount: 'integer' },
  },
} as const satisfies Record<string, Call>

/**
 * Transfers between accounts and reads of all balances, in transactions. The total is the same at every moment and at
 * every level, for a read of all balances is one statement. A lost transfer leaves the total as it is: losses are
 * counted in the ledger, into which each transfer writes itself.
 */
export function bank(isolation: Isolation): Workload {
  return {
    name: 'bank',
    about: 'transfers between accounts, and reads of all balances, whose total must never change',
    tables: [
      {
        name: 'accounts',
        columns: { account: 'integer', balance: 'integer' },
        primaryKey: 'account',
        rows: Array.from({ length: ACCOUNTS }, (_, account) => [account, openingBalance]),
        calls: [calls.debit, calls.credit, calls.read],
      },
      {
        name: 'ledger',
        columns: { id: 'integer', payer: 'integer', payee: 'integer', amount: 'integer' },
        primaryKey: 'id',
        calls: [calls.enter, calls.ledger],
      },
    ],
    work: {
      isolation,
      async perform(statements, { f, value }) {
        if (f === 'transfer') return transfer(statements, value as Transfer)
        return f === 'ledger' ? ledger(statements) : balances(statements)
      },
    },
    requests: (random) => requests(random),
    finalReads: () => ['read', 'ledger'].map((f) => ({ f, value: null, access: 'read' })),
    checkers: () => [
      checker({ total: allBalances, fixedAccounts: true }),
      durability({ add: 'transfer', read: 'ledger' }),
      divergence(),
    ],
    losses: { durability: countedLoss },
    isolation: { check: 'bank', touched },
  }
}

/** In the order of the accounts, so that no two transfers wait for each other: a miss may come after a credit. */
async function transfer(statements: Statements, done: Transfer): Promise<Transfer> {
  const { id, payer, payee, amount } = done
  const debit = { ...calls.debit, values: [payer, amount] }
  const credit = { ...calls.credit, values: [payee, amount] }
  for (const change of payer < payee ? [debit, credit] : [credit, debit]) {
    const { count } = await statements.run(change)
    if (count === 0) throw new NotApplied()
  }
  await statements.run({ ...calls.enter, values: [id, payer, payee, amount] })
  return done
}

/** By account. */
async function balances(statements: Statements): Promise<Record<string, unknown>> {
  const { rows } = await statements.run({ ...calls.read, values: [] })
  return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]))
}

/** Each row is a transfer as it was asked for. */
async function ledger(statements: Statements): Promise<unknown[]> {
  return (await statements.run({ ...calls.ledger, values: [] })).rows
}

function touched(f: string, value: unknown): Touched {
  const { payer, payee } = value as Transfer
  return {
    read: new Set(f === 'read' ? Object.keys(value as object) : []),
    written: new Set(f === 'transfer' ? [String(payer), String(payee)] : []),
  }
}

function requests(random: Random): () => Request {
  let id = 0
  return () => {
    if (random.int(4) === 0) return { f: 'read', value: null, access: 'read' }
    const payer = random.int(ACCOUNTS)
    const payee = (payer + 1 + random.int(ACCOUNTS - 1)) % ACCOUNTS
    const value: Transfer = { id: id++, payer, payee, amount: 1 + random.int(LARGEST_AMOUNT) }
    return { f: 'transfer', value, access: 'write' }
  }
}
