import { durability } from '../../checkers/durability/durability.ts'
import { staleness } from '../../checkers/staleness/staleness.ts'
import { listAppendAmong } from '../../checkers/transactions/append-among.ts'
import { listAppend as checker } from '../../checkers/transactions/list-append.ts'
import type { Random } from '../../runner/random.ts'
import type {
  Call,
  Isolation,
  Request,
  Statements,
  Touched,
  Workload,
} from '../../runner/workload.ts'
import { countedLoss, sawLostElement } from './losses.ts'

/** What the manual's chapter on transaction isolation promises of each level, in the names of the field. */
const promised: Record<Isolation, string> = {
  'read-committed': 'read-committed',
  'repeatable-read': 'snapshot-isolation',
  serializable: 'serializable',
}

const calls = {
  append: {
    name: 'append',
    text: `INSERT INTO lists VALUES ($1, ARRAY[$2::integer])
           ON CONFLICT (key) DO UPDATE SET elements = lists.elements || $2::integer`,
  },
  read: {
    name: 'r',
    text: 'SELECT elements FROM lists WHERE "key" = $1',
    gives: { elements: 'integers' },
  },
} as const satisfies Record<string, Call>

type MicroOperation = ['append' | 'r', number, unknown]

const KEYS_AT_ONCE = 12
const APPENDS_A_KEY = 64
const LONGEST_TRANSACTION = 4

/** Transactions that append to and read several lists, at an isolation level that the checker then holds them to. */
export function listAppend(isolation: Isolation): Workload {
  const used = new Set<number>()
  return {
    name: 'list-append',
    about: 'transactions that append to and read several lists, judged for isolation anomalies',
    tables: [
      {
        name: 'lists',
        columns: { key: 'integer', elements: 'integers' },
        primaryKey: 'key',
        calls: Object.values(calls),
      },
    ],
    work: {
      isolation,
      async perform(statements, request) {
        const done: MicroOperation[] = []
        for (const micro of request.value as MicroOperation[])
          done.push(await perform(statements, micro))
        return done
      },
    },
    requests: (random) => requests(random, used),
    finalReads: () =>
      [...used].map((key) => ({ f: 'txn', value: [['r', key, null]], access: 'read' })),
    checkers: () => [
      checker({ models: [promised[isolation]] }),
      durability(),
      staleness({ promised: [] }),
    ],
    losses: { durability: countedLoss, 'list-append': sawLostElement },
    isolation: {
      check: 'list-append',
      touched: (_, value) => touched(value as MicroOperation[]),
      among: (history, isIn) => listAppendAmong(history, isIn, { models: [promised[isolation]] }),
    },
  }
}

const appendInMariadb = `
  INSERT INTO lists VALUES ($1, JSON_ARRAY($2))
  ON DUPLICATE KEY UPDATE elements = JSON_ARRAY_APPEND(elements, '$', $2)`

/** Of two that are the first to write a list at once, one is refused. */
const appendToForeign = `
  WITH appended AS (
    UPDATE lists SET elements = elements || $2::integer WHERE key = $1 RETURNING key
  )
  INSERT INTO lists SELECT $1, ARRAY[$2::integer] WHERE NOT EXISTS (SELECT FROM appended)`

async function perform(
  statements: Statements,
  [f, key, value]: MicroOperation,
): Promise<MicroOperation> {
  if (f === 'append') {
    const others = { mariadb: appendInMariadb, foreign: appendToForeign }
    await statements.run({ ...calls.append, ...others, values: [key, value] })
    return [f, key, value]
  }
  const { rows } = await statements.run({ ...calls.read, values: [key] })
  return [f, key, rows[0]?.elements ?? []]
}

function touched(done: MicroOperation[]): Touched {
  const keys = (ofReads: boolean) =>
    new Set(done.filter(([f]) => (f === 'r') === ofReads).map(([, key]) => key))
  return { read: keys(true), written: keys(false) }
}

/** A few keys at a time, each replaced by a new one once it is long enough, so that lists stay short. */
function requests(random: Random, used: Set<number>): () => Request {
  const keys = Array.from({ length: KEYS_AT_ONCE }, (_, key) => ({ key, appends: 0 }))
  let nextKey = KEYS_AT_ONCE
  return () => {
    const value = Array.from(
      { length: 1 + random.int(LONGEST_TRANSACTION) },
      (): MicroOperation => {
        const slot = random.int(KEYS_AT_ONCE)
        if (keys[slot].appends === APPENDS_A_KEY) keys[slot] = { key: nextKey++, appends: 0 }
        const { key } = keys[slot]
        used.add(key)
        return random.int(2) === 0 ? ['r', key, null] : ['append', key, ++keys[slot].appends]
      },
    )
    const access = value.every(([f]) => f === 'r') ? 'read' : 'write'
    return { f: 'txn', value, access }
  }
}
