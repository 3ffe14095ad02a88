/** Ways of replicating, as the manual's feature matrix has them. */
export const columns = {
  SD: 'Shared Disk',
  FS: 'File System Replication',
  WAL: 'Write-Ahead Log Shipping',
  LR: 'Logical Replication',
  TR: 'Trigger-Based Replication',
  SQL: 'SQL Replication Middleware',
  AM: 'Asynchronous Multimaster Replication',
  SM: 'Synchronous Multimaster Replication',
} as const

export type Column = keyof typeof columns

const of = (...cells: string[]): Record<Column, string> =>
  Object.fromEntries(Object.keys(columns).map((column, i) => [column, cells[i]])) as never

/** What the manual says of each feature, by column: it has it, it hasn't, or has it under a condition. */
export const rows = {
  'No special hardware required': of('–', '•', '•', '•', '•', '•', '•', '•'),
  'Allows multiple primary servers': of('–', '–', '–', '•', '–', '•', '•', '•'),
  'No overhead on primary': of('•', '–', '•', '•', '–', '•', '–', '–'),
  'No waiting for multiple servers': of('•', '–', 'sync off', 'sync off', '•', '–', '•', '–'),
  'Primary failure will never lose data': of('•', '•', 'sync on', 'sync on', '–', '•', '–', '•'),
  'Replicas accept read-only queries': of('–', '–', 'hot standby', '•', '•', '•', '•', '•'),
  'Per-table granularity': of('–', '–', '–', '•', '•', '–', '•', '•'),
  'No conflict resolution necessary': of('•', '•', '•', '–', '•', '•', '–', '•'),
} as const

export type Row = keyof typeof rows
