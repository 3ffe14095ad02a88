import type { History } from '../../../history/history.ts'
import { isMidCommit, transactionsOver, type Over } from '../../claims/over-servers.ts'
import type { Shards } from './shards.ts'

/** Transactions that were to write rows of several shards. One whose client has no answer may have waited for a row, and not for its commit. */
export const overShards = (history: History, shards: Shards): Over[] =>
  transactionsOver(history, shards, () => true).map((each) => ({
    ...each,
    interrupted: isMidCommit(each.error),
  }))
