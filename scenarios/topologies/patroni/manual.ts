/** Sentences of Patroni's documentation (4.0), each with its section. */
const quote = (sentence: string, section: string) => ({
  sentence,
  source: `Patroni documentation, section "${section}"`,
})

export const ttl = quote(
  'Think of it as the length of time before initiation of the automatic failover process',
  'Dynamic Configuration Settings',
)
export const noCommits = quote(
  'To avoid split-brain Patroni needs to ensure PostgreSQL will not accept any transaction commits after leader key expires in the DCS',
  'Watchdog support',
)
export const demoted = quote(
  'In order to avoid a split-brain, the old primary is demoted before the leader lock expires',
  'DCS Failsafe Mode',
)
export const failsafe = quote(
  'Postgres may continue to run as a primary if it can access all known members of the cluster via Patroni REST API',
  'DCS Failsafe Mode',
)
export const synchronous = quote(
  'Patroni will not promote a standby unless it is certain that the standby contains all transactions that may have returned a successful commit status to client',
  'Replication modes',
)
export const boundedLoss = quote(
  'in reality the amount of lost data on failover is worst case bounded by maximum_lag_on_failover bytes of transaction log plus the amount that is written in the last ttl seconds',
  'Replication modes',
)
