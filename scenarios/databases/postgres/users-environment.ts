/**
 * Takes what the user has set for PostgreSQL's own programs (PGOPTIONS, PGSSLMODE, PGHOST, …) out of this process.
 * node-postgres reads it wherever a connection's own setting is missing or empty, and a `synchronous_commit` from there
 * would be laid at the server's door.
 */
export function forgetUsersEnvironment(): void {
  for (const name of Object.keys(process.env))
    if (/^(NODE_)?PG/.test(name)) delete process.env[name]
}

// Some of it is read as node-postgres is loaded.
forgetUsersEnvironment()
