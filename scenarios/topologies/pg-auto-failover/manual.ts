/** A page of pg_auto_failover's documentation. */
export const documentation = (page: string) => `pg_auto_failover documentation, "${page}"`

export const inTime = {
  sentence:
    'Once all the retries have been done and the timeouts are elapsed, then the primary node is considered unhealthy, and the monitor begins the failover routine',
  source: documentation('pg_auto_failover Fault Tolerance'),
}
export const oldPrimaryFollows = {
  sentence:
    'it stops the primary (implementing STONITH in order to prevent any data loss), and promotes the secondary into being a primary now',
  source: documentation('pg_auto_failover Fault Tolerance'),
}
export const leftStandby = {
  sentence: 'The monitor then continues orchestrating the promotion of the standby',
  source: documentation('pg_auto_failover Fault Tolerance'),
}
export const furthestStandby = {
  sentence:
    'In order to pick the furthest standby in the replication, pg_auto_failover first needs a fresh report of the current LSN position reached on each standby node',
  source: documentation('Failover State Machine'),
}
