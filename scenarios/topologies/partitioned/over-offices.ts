import type { History } from '../../../history/history.ts'
import { transactionsOver, type Over } from '../../claims/over-servers.ts'
import { officesIn, type Offices } from './offices.ts'

/** Transactions that were to write rows at several offices: what one alone was asked for is none, whosever the rows are. */
export const overOffices = (history: History, offices: Offices): Over[] =>
  transactionsOver(history, offices, (node) => officesIn(node).length > 1)
