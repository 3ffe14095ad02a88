import type { Inspection } from '../../../runner/topology.ts'
import type { MariaServer } from './server.ts'
import { tellingLines } from './telling-lines.ts'

/** What the server's own tools say of a node; none of them writes. */
export function inspectionsOf(server: MariaServer): Inspection[] {
  const node = server.node.name
  return [
    { tool: 'CHECK TABLE', node, look: () => checkTables(server) },
    { tool: 'server log', node, look: async () => tellingLines(await server.node.logs()) },
  ]
}

const tables = `
  SELECT concat('"', table_schema, '"."', table_name, '"') AS name
  FROM information_schema.tables WHERE engine = 'InnoDB' AND table_type = 'BASE TABLE'`

/** Every table by the server itself: rows and indexes, and that they have each other. */
async function checkTables(server: MariaServer): Promise<string[]> {
  const found: string[] = []
  const { rows } = await server.query(tables)
  for (const { name } of rows) {
    const { rows: told } = await server.query(`CHECK TABLE ${name as string} EXTENDED`)
    for (const { Msg_type: type, Msg_text: text } of told)
      if (type === 'error' || type === 'warning') found.push(`${name as string}: ${text as string}`)
  }
  return found
}
