import type { Table } from '../../../runner/workload.ts'
import type { Inspection } from '../../../runner/topology.ts'
import type { Published } from '../../databases/postgres/logical.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'

/** The inspection that counts what there is of the tables beside the workload's. */
export const BESIDE = 'tables beside'

/** More than there may be nodes, and odd, so that each draws even and odd numbers that nobody else draws. */
const STEP = 9

/** In the publication the rows with an even number, and these columns. */
export const partial: Published = {
  table: 'partial',
  columns: ['id', 'sent'],
  where: 'id % 2 = 0',
}

/** On every node; each write of a client then leaves a row in both, in its own transaction, and no other write does. */
const tables = `
  CREATE TABLE unpublished (id integer PRIMARY KEY);
  CREATE TABLE partial (id integer PRIMARY KEY, sent integer, kept integer);
  CREATE FUNCTION write_beside() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE next integer := nextval('drawn');
  BEGIN
    INSERT INTO unpublished VALUES (next);
    INSERT INTO partial VALUES (next, next, next);
    RETURN NULL;
  END $$;`

/**
 * Tables that are published in part and not at all, with a sequence from which a node of this place draws, and a row of
 * the node's own in what is not published.
 */
export async function makeBeside(
  server: PostgresServer,
  workload: readonly Table[],
  place: number,
): Promise<void> {
  const { client, replicator } = server.roles
  const triggers = workload.map(
    ({ name }) => `
    CREATE TRIGGER write_beside AFTER INSERT OR UPDATE ON ${name}
    FOR EACH STATEMENT EXECUTE FUNCTION write_beside();`,
  )
  await server.query(`
    CREATE SEQUENCE drawn START ${place} INCREMENT ${STEP};
    ${tables}
    ${triggers.join('')}
    INSERT INTO unpublished VALUES (-1);
    GRANT SELECT, INSERT ON unpublished, partial TO "${client.user}";
    GRANT USAGE ON SEQUENCE drawn TO "${client.user}";
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO "${replicator.user}"`)
}

/** What is done to the schema once all have subscribed. */
export async function changeSchema(server: PostgresServer): Promise<void> {
  await server.query('CREATE TABLE made_later (id integer PRIMARY KEY)')
}

const restart =
  "SELECT setval('drawn', (SELECT seqstart FROM pg_sequence WHERE seqrelid = 'drawn'::regclass), false)"

/** What a primary wrote that nobody published is taken from it as it becomes a subscriber: what is there later came from another. */
export async function forgetUnpublished(server: PostgresServer): Promise<void> {
  await server.query(`
    TRUNCATE unpublished; INSERT INTO unpublished VALUES (-1);
    DELETE FROM partial WHERE NOT (${partial.where}); UPDATE partial SET kept = NULL;
    ${restart}`)
}

/** As before anybody wrote, on a server that is to copy another. */
export async function emptyBeside(server: PostgresServer): Promise<void> {
  await server.query(`
    TRUNCATE unpublished, partial; INSERT INTO unpublished VALUES (-1);
    DROP TABLE IF EXISTS made_later;
    ${restart}`)
}

/** The number of a row that this server's sequence comes to after so many more that are published. */
export async function numberAhead(server: PostgresServer, published: number): Promise<number> {
  const [{ drawn }] = await server.query<{ drawn: string }>('SELECT last_value AS drawn FROM drawn')
  const next = Number(drawn) + (Number(drawn) % 2 === 0 ? 2 : 1) * STEP
  return next + 2 * STEP * published
}

/** What a node has of them. */
export type Beside = {
  /** Rows of the table that nobody publishes, the node's own among them. */
  unpublished: number
  /** Rows of the other one that are published, and the sum of their numbers. */
  published: number
  publishedSum: number
  /** Rows of it that are not published. */
  filtered: number
  /** Values in the column that is not published, of rows that are. */
  kept: number
  /** The last number that the node's own sequence drew; 0 is none. */
  drawn: number
  /** Whether it has the table that was made on the first primary once all had subscribed. */
  madeLater: number
}

const count = `
  SELECT (SELECT count(*) FROM unpublished)::int AS unpublished,
         (SELECT count(*) FROM partial WHERE ${partial.where})::int AS published,
         (SELECT coalesce(sum(id), 0) FROM partial WHERE ${partial.where})::float AS "publishedSum",
         (SELECT count(*) FROM partial WHERE NOT (${partial.where}))::int AS filtered,
         (SELECT count(kept) FROM partial WHERE ${partial.where})::int AS kept,
         (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM drawn)::int AS drawn,
         (to_regclass('made_later') IS NOT NULL)::int AS "madeLater"`

export function besideOf(server: PostgresServer): Inspection {
  return {
    tool: BESIDE,
    of: 'tables',
    node: server.node.name,
    look: async () => [],
    count: async () => (await server.query<Beside>(count))[0],
  }
}
