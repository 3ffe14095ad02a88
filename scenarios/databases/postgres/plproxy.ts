import type { Endpoint } from '../../../runner/runtimes/runtime.ts'
import type { Call } from '../../../runner/workload.ts'
import { namesOf, placesOf, signatureOf, tableOf } from './calls.ts'
import type { PostgresServer } from './server.ts'

const CLUSTER = 'shards'

/**
 * Tells a server of those that it calls, in the order of their partitions, which are the hash partitions of PostgreSQL:
 * who has a row is then the same for PL/Proxy and for whoever refuses one that is another's.
 */
export async function makeCluster(
  server: PostgresServer,
  partitions: readonly Endpoint[],
): Promise<void> {
  const { client } = server.roles
  const options = partitions.map(
    ({ host, port }, i) =>
      `p${i} 'host=${host} port=${port} dbname=${client.database} sslmode=disable gssencmode=disable'`,
  )
  // Without its option the number of partitions has to be a power of two.
  await server.query(`
    CREATE EXTENSION plproxy SCHEMA pg_catalog;
    CREATE SERVER ${CLUSTER} FOREIGN DATA WRAPPER plproxy
      OPTIONS (modular_mapping '1', ${options.join(', ')});
    CREATE USER MAPPING FOR "${client.user}" SERVER ${CLUSTER}
      OPTIONS (user '${client.user}', password '${client.password}');
    GRANT USAGE ON FOREIGN SERVER ${CLUSTER} TO "${client.user}";
    CREATE TABLE placement (key integer) PARTITION BY HASH (key);
    CREATE FUNCTION shard_of(key integer) RETURNS integer STABLE LANGUAGE sql AS $body$
      SELECT remainder FROM generate_series(0, ${partitions.length - 1}) AS remainder
      WHERE satisfies_hash_partition('placement'::regclass, ${partitions.length}, remainder, key)
    $body$`)
}

/** The function on the server that calls those of the same name where the rows are: at once. */
export function proxyOf(call: Call): string {
  const where = placesOf(call) > 0 ? 'shard_of($1)' : 'ALL'
  return `CREATE FUNCTION ${signatureOf(call)} LANGUAGE plproxy AS $body$
    CLUSTER '${CLUSTER}'; RUN ON ${where};
  $body$;`
}

/** A function of all rows that calls one server after another, as who writes a loop has it. */
export function loopOf({ name, text, gives }: Call, partitions: number): string {
  if (placesOf({ text }) > 0 || gives === undefined)
    throw new TypeError(`${name} is called on one server alone.`)
  return `
    CREATE FUNCTION "${name} at"(integer) RETURNS ${tableOf(gives)} LANGUAGE plproxy AS $body$
      CLUSTER '${CLUSTER}'; RUN ON $1; SELECT ${namesOf(gives)} FROM "${name}"();
    $body$;
    CREATE FUNCTION "${name}"() RETURNS ${tableOf(gives)} LANGUAGE sql AS $body$
      SELECT answer.* FROM generate_series(0, ${partitions - 1}) AS shard, "${name} at"(shard) AS answer
    $body$;`
}
