import { listAppend } from '../../checkers/transactions/list-append.ts'
import { rwRegister } from '../../checkers/transactions/rw-register.ts'
import { ended, sequence, spans } from '../../checkers/transactions/testing.ts'
import type { FailoverRun } from '../failover.fixture.ts'

/**
 * The run with transactions that contradict each other: a known circle, one that another's reads show, one that is shown
 * by two sides of a choice, and one that only trying shows.
 */
export function contradicting({ results, ...run }: FailoverRun): FailoverRun {
  const writers = ['wu1', 'wx1wv1', 'wx2wz1wv2', 'wz2wu2']
  const readers = ['gx1gu1', 'gx2gu2', 'gx2gz1gu1', 'gx1gz2']
  const checks = {
    'list-append': listAppend().check(sequence('ax1', 'ax2', 'rx1', 'rx12'), {}),
    atomic: rwRegister({ models: ['read-atomic'] }).check(spans('0 wx1', '0 wx2', '0 gx1'), {}),
    'rw-register': rwRegister().check(ended('wx1wy1', 'wx2wy2', 'gx1gy2', 'gx2gy1'), {}),
    tried: rwRegister().check(ended(...writers, ...readers), {}),
  }
  return { ...run, results: { ...results, checks: { ...results.checks, ...checks } } }
}
