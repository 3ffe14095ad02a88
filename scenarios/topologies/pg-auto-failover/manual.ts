/** A page of pg_auto_failover's documentation. */
export const documentation = (page: string) => `pg_auto_failover documentation, "${page}"`
