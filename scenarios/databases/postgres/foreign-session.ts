import type { Answer, Statement } from '../../../runner/workload.ts'
import { PostgresSession, type SessionOf } from './client.ts'
import { inItsCommit } from './outcome.ts'

/** Of the servers that are to commit for the one that is asked, one may have done that, whatever error stopped the next. */
class ForeignSession extends PostgresSession {
  protected override async commit(): Promise<void> {
    await super.commit().catch((error: unknown) => {
      throw inItsCommit(error)
    })
  }

  protected override run(statement: Statement): Promise<Answer> {
    return super.run({ ...statement, text: statement.foreign ?? statement.text })
  }
}

/** A session on a server that has others change their rows, and commit. */
export const foreignSession: SessionOf = (client, work) => new ForeignSession(client, work)
