import type { Random } from '../../runner/random.ts'
import type { Isolation, Request, Work, Workload } from '../../runner/workload.ts'
import { listAppend } from './list-append.ts'

type MicroOperation = ['append' | 'r', number, number | null]

/** So many of the latest rows are read at once: enough that readers of two nodes look at the same writes. */
const ROWS_AT_ONCE = 8
/** One transaction in so many writes. */
const OPERATIONS_A_WRITE = 6

/**
 * Lists of one element each, all the latest of them read at once, so that each reader shows the order in which writes
 * came to its node. No two writers want the same row: one whose commit waits for a standby holds up nobody.
 */
export function longFork(isolation: Isolation): Workload {
  const used: number[] = []
  return {
    ...listAppend(isolation),
    writesOneRow: true,
    name: 'long-fork',
    about: 'writes of new rows and reads of the latest ones, judged for two orders of the writes',
    requests: (random) => requests(random, used),
    finalReads: () => used.map((key) => ({ f: 'txn', value: [['r', key, null]], access: 'read' })),
  }
}

/** The same where clients let every other commit wait for nobody, as PostgreSQL lets them say of each. */
export function longForkLocal(isolation: Isolation): Workload {
  const workload = longFork(isolation)
  return {
    ...workload,
    name: 'long-fork-local',
    about: 'long-fork, with synchronous_commit=local for the write of each odd row',
    work: oddLocally(workload.work),
    commitsLocally: true,
  }
}

function oddLocally(work: Work): Work {
  return {
    ...work,
    async perform(statements, request) {
      const [[f, key]] = request.value as MicroOperation[]
      const text = 'SET LOCAL synchronous_commit TO local'
      if (f === 'append' && key % 2 === 1) await statements.run({ name: 'local', text, values: [] })
      return work.perform(statements, request)
    },
  }
}

function requests(random: Random, used: number[]): () => Request {
  return () => {
    const writes = used.length < ROWS_AT_ONCE || random.int(OPERATIONS_A_WRITE) === 0
    if (writes) {
      const key = used.push(used.length) - 1
      return { f: 'txn', value: [['append', key, 1]], access: 'write' }
    }
    const value = used.slice(-ROWS_AT_ONCE).map((key): MicroOperation => ['r', key, null])
    return { f: 'txn', value, access: 'read' }
  }
}
