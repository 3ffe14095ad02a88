/** Where sentences of PostgreSQL's manual stand. */
export const highAvailability =
  'PostgreSQL documentation, chapter "High Availability, Load Balancing, and Replication"'
export const logShipping = 'PostgreSQL documentation, section "Log-Shipping Standby Servers"'
