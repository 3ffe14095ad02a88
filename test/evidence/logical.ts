import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { delayedThenDead } from '../runs/logical.ts'
import { says, type Experiment } from './experiment.ts'

const about = { topology: 'logical', seeds: 20 }
const load = { rate: 100, timeLimit: 12 }

/** Subscribers and what they are promised, by whether that holds or is known to break. */
export const logical = (runtime: RuntimeName): Experiment[] => [
  {
    ...about,
    id: `${runtime} kill-primary logical, delayed`,
    expects:
      'a subscriber that is promoted lacks the latest writes, none of them older than its lag, and the others copy it under load',
    runtime,
    words: { ...load, schedule: delayedThenDead },
    seen: (results) =>
      results.verdict === 'pass' &&
      (results.lost ?? 0) > 0 &&
      says(results, 'lag-bounds-the-loss') &&
      says(results, 'initial-copy-is-whole'),
  },
  {
    ...about,
    id: `${runtime} switchover logical`,
    expects: 'planned, nothing is lost, although no commit waits for a subscriber',
    runtime,
    fault: 'switchover',
    words: load,
    seen: (results) =>
      results.verdict === 'pass' && results.lost === 0 && says(results, 'switchover-loses-nothing'),
  },
  {
    ...about,
    id: `${runtime} kill-primary logical sync on`,
    expects: 'a subscriber that commits wait for is promoted, and nothing is lost',
    runtime,
    fault: 'kill-primary',
    words: { ...load, sync: 'on', applyCommit: 'local' },
    seen: (results) =>
      results.verdict === 'pass' &&
      results.lost === 0 &&
      says(results, 'sync-failover-loses-nothing'),
  },
  ...['none', 'kill-subscriber', 'cut-replication'].map((fault): Experiment => ({
    ...about,
    id: `${runtime} ${fault} logical, tables beside`,
    expects:
      'a table, rows and a column that are not published stay untouched, and so do sequences and schemas',
    runtime,
    words: { ...load, faults: fault === 'none' ? [] : [fault] },
    seen: (results) =>
      results.verdict === 'pass' &&
      ['replication-is-per-table', 'sequences-are-not-replicated', 'ddl-is-not-replicated'].every(
        (id) => says(results, id),
      ),
  })),
  ...['list-append', 'bank'].map((workload): Experiment => ({
    ...about,
    id: `${runtime} kill-primary logical ${workload}`,
    expects: 'subscribers answer with whole transactions in one order, over a failover too',
    runtime,
    words: {
      ...load,
      schedule: delayedThenDead,
      workload,
      isolation: 'repeatable-read',
      reads: 'any',
    },
    seen: (results) =>
      results.verdict === 'pass' && says(results, 'subscribers-apply-whole-and-in-order'),
  })),
  {
    ...about,
    id: `${runtime} none logical writes any`,
    expects: 'known to be bad: clients write where they are, and servers diverge',
    runtime,
    words: { ...load, writes: 'any', faults: [] },
    seen: (results) =>
      results.checks.divergence.verdict === 'fail' &&
      says(results, 'no-conflict-resolution', 'violated'),
  },
  {
    ...about,
    id: `${runtime} none logical sync on`,
    expects: 'a subscriber that flushes by itself makes each commit wait for that',
    runtime,
    words: { sync: 'on', faults: [], timeLimit: 6 },
    seen: (results) => says(results, 'lazy-apply-delays-commits'),
  },
]
