import { knownAnswer } from '../../checkers/invariants/known-answer.ts'
import type { Request, Table, Workload } from '../../runner/workload.ts'

const ROWS = 300

/** What each row of an answer costs where it lies, as a condition that is always true. */
const costs = {
  /** Two milliseconds in which nothing is done. */
  waiting: 'pg_sleep(0.002) IS NOT NULL',
  /** Ten of them: a second for each of three servers, and three for one. */
  'waiting-long': 'pg_sleep(0.01) IS NOT NULL',
  /** About as much time of a processor as two of them. */
  computing: '(SELECT max(hashint4(n)) FROM generate_series(key, key + 10000) AS n) IS NOT NULL',
}

/** Three times what one server takes for the longest of them, for nobody else is to seem faster than a busy one. */
const LONG_TIMEOUT_MS = 10_000

/** The tables that are queried, by what a request calls them: rows that lie wherever a topology has them, and the same on one server. */
export const queried = { all: 'rows_anywhere', alone: 'rows_together' } as const
export type Queried = keyof typeof queried

/** Every row that is in the answer, and what is counted and added up of each key. */
const answer = Array.from({ length: ROWS }, (_, key) => [key, 1, amountOf(key)])

/**
 * Queries of all rows, of which each costs time where it lies: of rows that several servers have, and by turns of the
 * same rows on one server. Nobody writes, so that each answer is known beforehand.
 */
function longQueries(
  name: keyof typeof costs,
  about: string,
  more: Pick<Workload, 'timeoutMs'> = {},
): Workload {
  const viewOf = (table: string) => `${table}_${name.replace('-', '_')}`
  const query = (which: Queried) => ({
    name: `rows ${which}`,
    text: `SELECT key, count(*)::integer AS lines, sum(amount)::integer AS amount
           FROM ${viewOf(queried[which])} GROUP BY key`,
    gives: { key: 'integer', lines: 'integer', amount: 'integer' } as const,
  })
  const tableOf = (which: Queried, table: string): Table => ({
    name: table,
    columns: { key: 'integer', amount: 'integer' },
    primaryKey: 'key',
    rows: answer.map(([key, , amount]) => [key, amount]),
    views: { [viewOf(table)]: `SELECT key, amount FROM ${table} WHERE ${costs[name]}` },
    ...(which === 'alone' ? { whole: true } : { calls: [query(which)] }),
  })
  return {
    name,
    about,
    ...more,
    tables: [tableOf('all', queried.all), tableOf('alone', queried.alone)],
    writesOneRow: true,
    onlyPostgres: true,
    work: {
      async perform(statements, { key }) {
        const { rows } = await statements.run({ ...query(key as Queried), values: [] })
        // An order of its own would be one server's to make, of what it has from all others.
        return rows
          .map((row) => [row.key, row.lines, row.amount] as number[])
          .toSorted(([a], [b]) => a - b)
      },
    },
    requests() {
      let next = 0
      return () => read(next++ % 2 === 0 ? 'all' : 'alone')
    },
    finalReads: () => [read('all'), read('alone')],
    checkers: () => [knownAnswer(answer)],
    losses: {},
  }
}

const read = (key: Queried): Request => ({ f: 'rows', key, value: null, access: 'read' })

/** Nothing that is to be added up is the same for neighbours. */
function amountOf(key: number): number {
  return (key * 7) % 101
}

export const waiting = longQueries(
  'waiting',
  `queries of ${ROWS} rows, each of which waits 2 ms where it lies, on several servers and on one`,
)
export const waitingLong = longQueries(
  'waiting-long',
  `queries of ${ROWS} rows, each of which waits 10 ms where it lies, on several servers and on one`,
  { timeoutMs: LONG_TIMEOUT_MS },
)
export const computing = longQueries(
  'computing',
  `queries of ${ROWS} rows, each of which computes where it lies, on several servers and on one`,
)
