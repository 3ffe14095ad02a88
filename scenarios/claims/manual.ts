/** Where sentences of PostgreSQL's manual stand. */
export const highAvailability =
  'PostgreSQL documentation, chapter "High Availability, Load Balancing, and Replication"'
export const differentSolutions = `${highAvailability}, section "Comparison of Different Solutions"`
export const logShipping = 'PostgreSQL documentation, section "Log-Shipping Standby Servers"'
export const continuousArchiving =
  'PostgreSQL documentation, section "Continuous Archiving and Point-in-Time Recovery (PITR)"'
export const synchronousReplication =
  'PostgreSQL documentation, section "Log-Shipping Standby Servers", "Synchronous Replication"'
export const featureMatrix = `${highAvailability}, table "High Availability, Load Balancing, and Replication Feature Matrix"`

export const sharedDiskFailover = `${highAvailability}, "Shared Disk Failover"`

/** Of what commits do that wait for nobody. */
export const propagationDelay =
  'asynchronous solutions allow some delay between the time of a commit and its propagation to the other servers'
