import { setTimeout as sleep } from 'node:timers/promises'
import { chooseScenario } from '../../cli/choose.ts'
import { execute } from '../../cli/execute.ts'
import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { connect, hangUp } from '../../scenarios/databases/postgres/connect.ts'
import type { PrimaryGroup } from '../../scenarios/databases/postgres/primary-group.ts'
import { untilProven } from './attempts.ts'
import { tellRun } from './tell-run.ts'

/** What somebody does behind the harness's back. */
export interface Sabotage {
  name: string
  /** `hot-standby` where none is named. */
  topology?: string
  /** Words for `run`; the faults are asked for beside them. */
  words: Record<string, unknown>
  act(saboteur: Saboteur): Promise<void>
  /** What a claim or a finding must say of it. */
  told: RegExp
}

/** The saboteur's hand on the database, past everything that is watched. */
export interface Saboteur {
  /** Asks the primary of the moment. */
  query(text: string): Promise<Record<string, unknown>[]>
  /** Adds a line to the primary's settings, as one does who has its files. */
  configure(line: string): Promise<void>
  /** Has a shell do something on the primary's node. */
  shell(script: string, ...words: string[]): Promise<void>
  /** Returns once clients have written that many rows. */
  rows(table: string, count: number): Promise<void>
  /** Returns once clients have written into a column. */
  written(table: string, column: string): Promise<void>
  /** Returns once another node is the primary. */
  failover(): Promise<void>
}

const POLL_MS = 100

const waiting = { sync: 'on' }
const settings = (line: string) => async (saboteur: Saboteur) => {
  await saboteur.rows('elements', 10)
  await saboteur.configure(line)
}
const deleteFive = `DELETE FROM elements WHERE element IN (SELECT element FROM elements ORDER BY element LIMIT 5)`

/** Each must make the run red or unknown, whichever way the primary fails. */
export const sabotages: Sabotage[] = [
  {
    name: 'synchronous names emptied',
    told: /not in force/,
    words: waiting,
    act: settings(`synchronous_standby_names = ''`),
  },
  {
    name: 'commits made local',
    told: /not in force/,
    words: waiting,
    act: settings('synchronous_commit = local'),
  },
  {
    name: 'five rows deleted before the failover',
    told: /acknowledged before a write that survived/,
    words: {},
    async act(saboteur) {
      await saboteur.rows('elements', 10)
      await saboteur.query(deleteFive)
    },
  },
  {
    name: 'five rows deleted after the failover',
    told: /acknowledged before a write that survived/,
    words: {},
    async act(saboteur) {
      await saboteur.failover()
      await saboteur.query(deleteFive)
    },
  },
  {
    name: 'ghost row',
    told: /No claim allows what durability found/,
    words: waiting,
    async act(saboteur) {
      await saboteur.rows('elements', 10)
      await saboteur.query('INSERT INTO elements VALUES (-1)')
    },
  },
  {
    name: 'foreign register value',
    told: /No claim allows what linearizability found/,
    words: { ...waiting, workload: 'register' },
    async act(saboteur) {
      await saboteur.written('registers', 'value')
      await saboteur.query('UPDATE registers SET value = 1000000007')
    },
  },
  {
    name: 'money out of nothing',
    told: /No claim allows what bank found: The accounts held 321 and not 320/,
    words: { workload: 'bank' },
    async act(saboteur) {
      await saboteur.failover()
      await saboteur.query('UPDATE accounts SET balance = balance + 1 WHERE account = 0')
    },
  },
]

interface Where {
  /** Absent where the words name the faults. */
  fault?: string
  runtime: RuntimeName
  output: string
  seed: number
}

type Deed = Pick<Sabotage, 'topology' | 'words' | 'act'>

/** A run with a sabotage in it, as the command line would make it. */
export async function sabotaged(deed: Deed, where: Where): Promise<RunResults> {
  const attempt = () => attempted(deed, where)
  const { results, missed } = await untilProven(attempt, ({ missed: why }) => why === undefined)
  if (missed === undefined) return results
  throw new Error(`The sabotage was not done in this run: ${tellRun(results)}`, { cause: missed })
}

async function attempted(
  sabotage: Deed,
  { fault, runtime, output, seed }: Where,
): Promise<{ results: RunResults; missed?: unknown }> {
  const scenario = chooseScenario(sabotage.topology ?? 'hot-standby', {
    rate: 200,
    ...sabotage.words,
    ...(fault === undefined ? {} : { faults: [fault] }),
  })
  const { start } = scenario
  const over = new AbortController()
  let deed: Promise<void> | undefined
  let missed: unknown
  scenario.start = async (opened) => {
    const cluster = await start(opened)
    const saboteur = saboteurOf(cluster as PrimaryGroup, over.signal)
    deed = sabotage.act(saboteur).catch((error: unknown) => void (missed = error))
    return cluster
  }
  const cancelled = new AbortController().signal
  const { results } = await execute({ scenario, runtime, seed, output, cancelled })
  over.abort(new Error('The run was over.'))
  await deed
  return { results, missed }
}

const reconfigure = `printf '%s\\n' "$1" >> data/postgresql.auto.conf && kill -HUP $(head -n 1 data/postmaster.pid)`

function saboteurOf(cluster: PrimaryGroup, over: AbortSignal): Saboteur {
  /** For as long as the run goes on; a question that fails is asked again, and told where it was the last. */
  const until = async (done: () => boolean | Promise<boolean>) => {
    let failed: unknown
    const asked = async () => {
      failed = undefined
      return done()
    }
    while (!(await asked().catch((error: unknown) => void (failed = error)))) {
      if (over.aborted) throw failed ?? over.reason
      await sleep(POLL_MS)
    }
  }
  const query = async (text: string) => {
    const { credentials } = cluster
    const [primary] = cluster.at('primary')
    const endpoint = primary.endpoint()
    const client = await connect({ endpoint, credentials, timeoutMs: 5_000 })
    try {
      return (await client.query(text)).rows as Record<string, unknown>[]
    } finally {
      hangUp(client)
    }
  }
  const shell = async (script: string, ...words: string[]) => {
    const argv = ['sh', '-c', script, 'sh', ...words]
    const { exitCode, output } = await cluster.node(cluster.primary()).exec(argv)
    if (exitCode !== 0) throw new Error(output)
  }
  const counted = (what: string, table: string, count: number) =>
    until(async () => {
      const [found] = await query(`SELECT count(${what})::int AS n FROM ${table}`)
      return (found.n as number) >= count
    })
  return {
    query,
    configure: (line) => shell(reconfigure, line),
    shell,
    failover() {
      const first = cluster.primary()
      return until(() => cluster.primary() !== first)
    },
    rows: (table, count) => counted('*', table, count),
    written: (table, column) => counted(column, table, 1),
  }
}
