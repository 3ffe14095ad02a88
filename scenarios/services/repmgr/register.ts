import { within } from '../../../runner/within.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { PROMOTING } from './promotion.ts'

/** Who is frozen would hide what others do meanwhile. */
const ANSWER_LIMIT_MS = 300

/** What a node has of repmgr's own table, and whether its daemon is promoting it. */
export interface Told {
  node: string
  leader: string | null
  promoting: boolean
}

interface Row {
  leader: string | null
  promoting: boolean
}

const question = `
  SELECT (SELECT node_name FROM repmgr.nodes WHERE type = 'primary' AND active) AS leader,
         (pg_stat_file($1, true)).size IS NOT NULL AS promoting`

/** repmgr's own table of nodes, of which each server has a copy, and what daemons are about to change of it. */
export class Register {
  private readonly servers: readonly PostgresServer[]

  constructor(servers: readonly PostgresServer[]) {
    this.servers = servers
  }

  /** Whom they take for the primary, as that one has it, or another that answers; nobody while one of them is promoted. */
  async leader(primary: string): Promise<string | null> {
    const told = await this.told()
    if (told.length === 0) throw new Error('No server answers')
    if (told.some(({ promoting }) => promoting)) return null
    return (told.find(({ node }) => node === primary) ?? told[0]).leader
  }

  /** Of those that answer. */
  async told(): Promise<Told[]> {
    const answers = await Promise.allSettled(
      this.servers.map((server) => {
        const late = new Error(`${server.node.name} does not answer`)
        return within(this.ask(server), ANSWER_LIMIT_MS, late)
      }),
    )
    return answers.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  }

  private async ask(server: PostgresServer): Promise<Told> {
    const mark = `${server.node.home}/${PROMOTING}`
    const [row] = await server.look<Row & Record<string, unknown>>(question, [mark])
    return { node: server.node.name, ...row }
  }
}
