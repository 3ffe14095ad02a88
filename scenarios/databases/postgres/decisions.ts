import { preparedOn } from './prepared.ts'
import type { PostgresServer } from './server.ts'
import { until } from './until.ts'

/** The SQLSTATEs of a prepared transaction that is gone, and of one that somebody else ends at this moment. */
const endedByAnother = ['42704', '55000']

/** What clients have decided of their transactions over several servers; of one that is not here nobody will commit a part. */
export class Decisions {
  private readonly known = new Map<string, 'under way' | 'commit'>()
  private begun = 0

  /** A name for one more, which its client is about to have prepared. */
  begin(): string {
    const name = `splitbrain_${this.begun++}`
    this.known.set(name, 'under way')
    return name
  }

  commit(name: string): void {
    this.known.set(name, 'commit')
  }

  /** It is committed everywhere, or is to be wherever it is prepared still: nowhere. */
  forget(name: string): void {
    this.known.delete(name)
  }

  /** Ends what is prepared on a server and whose client gave up: as was decided, or as was never decided. How many were in doubt. */
  async resolve(server: PostgresServer, limitMs: number): Promise<number> {
    let resolved = 0
    await until(async () => {
      const prepared = await preparedOn(server)
      const inDoubt = prepared.filter((name) => this.known.get(name) !== 'under way')
      for (const name of inDoubt) {
        const end = this.known.has(name) ? 'COMMIT' : 'ROLLBACK'
        resolved += await ended(server.query(`${end} PREPARED '${name}'`))
      }
      return inDoubt.length > 0 ? `Transactions on ${server.node.name} were in doubt` : undefined
    }, limitMs)
    return resolved
  }
}

async function ended(query: Promise<unknown>): Promise<number> {
  try {
    await query
    return 1
  } catch (error) {
    if (endedByAnother.includes((error as { code?: string }).code ?? '')) return 0
    throw error
  }
}
