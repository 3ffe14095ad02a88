import { Refused, type Result, type Server } from './connection.ts'
import type { Config } from './core.ts'

/** A statement that changed something at home. */
interface Done {
  text: string
  values: readonly unknown[]
  result: Result
}

/** The transaction that it was done in. */
interface Asking {
  readonly homeServer: Server
  ask(server: Server, text: string, values?: readonly unknown[]): Promise<Result>
}

/** Has the other servers change what a statement changed at home, in the same transaction. */
export class Shipping {
  private readonly by: Config['ship']
  private readonly others: readonly Server[]

  constructor(by: Config['ship'], others: readonly Server[]) {
    this.by = by
    this.others = others
  }

  async ship(done: Done, transaction: Asking): Promise<void> {
    if (this.by !== 'rows') return this.repeat(done, transaction)
    const { rows } = await transaction.ask(transaction.homeServer, 'SELECT take_changed_rows()')
    const changes = linesOf(rows[0][0] ?? '')
    for (const server of this.others)
      for (const [table, was, is] of changes)
        await transaction.ask(server, `SELECT change_row_of_${table}($1, $2)`, [was, is])
  }

  /** Servers that hold the same rows change as many by the same statement, which a mere broadcast does not look at. */
  private async repeat({ text, values, result }: Done, transaction: Asking): Promise<void> {
    for (const server of this.others) {
      const { tag } = await transaction.ask(server, text, values)
      if (tag === result.tag || this.by === 'as-written') continue
      const { name } = transaction.homeServer
      throw new Refused('40000', `${server.name} did ${tag} where ${name} did ${result.tag}`)
    }
  }
}

/** As the server's own function notes them: a table, and its row before and after. */
function linesOf(noted: string): [table: string, was: string | null, is: string | null][] {
  return noted
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}
