import { z } from 'zod'
import { loadBalanceHosts } from '../../../databases/postgres/multi-host.ts'
import { afterWrite } from '../../../services/pgpool/streaming.ts'
import { readers } from '../reads.ts'
import { readersAsked, writers, type ReadsAsked, type Writes } from './attrs.ts'
import { balancers, type Balancing } from './balancer.ts'

/** Who is asked what. */
export const balancingOptions = {
  reads: z
    .enum(readersAsked)
    .default('primary')
    .describe(
      'who answers reads: primary, standbys, any node; with a balancer that asks servers also prefer-standbys, read-only',
    ),
  writes: z
    .enum(writers)
    .default('primary')
    .describe(
      'whom a balancer that asks servers takes for one that takes writes: primary, read-write, or any, which plants a defect',
    ),
  balance: z
    .enum(balancers)
    .default('none')
    .describe(
      'who chooses a server for each session: none (clients are dealt out evenly), libpq (clients ask), haproxy, pgpool',
    ),
  loadBalanceHosts: z
    .enum(loadBalanceHosts)
    .optional()
    .describe(
      'of libpq, in which order servers are tried: disable (as named), random (default: disable)',
    ),
  afterWrite: z
    .enum(afterWrite)
    .optional()
    .describe(
      'of Pgpool-II (disable_load_balance_on_write): transaction (what follows a write in one goes to the primary), off (default: transaction)',
    ),
}

export interface BalancingOptions {
  reads: ReadsAsked
  writes: Writes
  balance: Balancing
  loadBalanceHosts?: (typeof loadBalanceHosts)[number]
  afterWrite?: (typeof afterWrite)[number]
}

/** Why a balancer can't do what it is asked for, by the option that is wrong by that. */
export const wrongBalancing = {
  reads({ reads, balance }: BalancingOptions): string | undefined {
    if (balance === 'none' && !readers.some((dealt) => dealt === reads))
      return 'is for who asks servers what they are: use --balance libpq or haproxy'
    if (balance === 'pgpool' && reads !== 'primary' && reads !== 'any')
      return 'is not for Pgpool-II, whose weights are its servers’ and stay with them whatever these become: use --reads any'
  },
  writes({ writes, balance }: BalancingOptions): string | undefined {
    if (writes !== 'primary' && balance !== 'libpq' && balance !== 'haproxy')
      return 'is for who asks servers what they are: use --balance libpq or haproxy'
  },
  loadBalanceHosts({ loadBalanceHosts: order, balance }: BalancingOptions): string | undefined {
    if (order !== undefined && balance !== 'libpq') return 'is libpq’s: use --balance libpq'
  },
  afterWrite({ afterWrite: after, balance }: BalancingOptions): string | undefined {
    if (after !== undefined && balance !== 'pgpool') return 'is Pgpool-II’s: use --balance pgpool'
  },
}

/** In a word or two. */
export function balancingLabels(given: BalancingOptions): string[] {
  const { reads, writes, balance, loadBalanceHosts: order, afterWrite: after } = given
  return [
    ...(reads === 'primary' ? [] : [`reads ${reads}`]),
    ...(balance === 'none' ? [] : [`by ${balance}`]),
    ...(writes === 'primary' ? [] : [`writes ${writes}`]),
    ...(order === 'random' ? ['random hosts'] : []),
    ...(after === 'off' ? ['reads after writes anywhere'] : []),
  ]
}
