import { SplitbrainError } from '../../history/errors.ts'
import type { Source } from './script/place.ts'

/** Scripts in pgbench's language, of which each transaction is one. */
export interface Mix {
  name: string
  about: string
  scripts: readonly MixScript[]
}

export interface MixScript extends Source {
  /** How often it is chosen, against the others. */
  weight: number
  /** Whom it asks: where there is no replica, the one who takes writes. */
  asks: 'primary' | 'replica'
}

const selectOnly: MixScript = {
  name: 'select-only',
  weight: 1,
  asks: 'primary',
  text: `\\set aid random(1, 100000 * :scale)
SELECT abalance FROM pgbench_accounts WHERE aid = :aid;
`,
}

const tpcbLike: MixScript = {
  name: 'tpcb-like',
  weight: 1,
  asks: 'primary',
  text: `\\set aid random(1, 100000 * :scale)
\\set bid random(1, 1 * :scale)
\\set tid random(1, 10 * :scale)
\\set delta random(-5000, 5000)
BEGIN;
UPDATE pgbench_accounts SET abalance = abalance + :delta WHERE aid = :aid;
SELECT abalance FROM pgbench_accounts WHERE aid = :aid;
UPDATE pgbench_tellers SET tbalance = tbalance + :delta WHERE tid = :tid;
UPDATE pgbench_branches SET bbalance = bbalance + :delta WHERE bid = :bid;
INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (:tid, :bid, :aid, :delta, CURRENT_TIMESTAMP);
END;
`,
}

const insertOnly: MixScript = {
  name: 'insert-only',
  weight: 1,
  asks: 'primary',
  text: `\\set aid random(1, 100000 * :scale)
\\set bid random(1, 1 * :scale)
\\set tid random(1, 10 * :scale)
\\set delta random(-5000, 5000)
INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (:tid, :bid, :aid, :delta, CURRENT_TIMESTAMP);
`,
}

const updateOne: MixScript = {
  name: 'update-one',
  weight: 1,
  asks: 'primary',
  text: `\\set aid random(1, 100000 * :scale)
\\set delta random(-5000, 5000)
UPDATE pgbench_accounts SET abalance = abalance + :delta WHERE aid = :aid;
`,
}

/** What pgbench runs by the names `select-only` and `tpcb-like`, and two of our own over the same tables. */
export const mixes: readonly Mix[] = [
  { name: 'select-only', about: "one row is read by its key, as pgbench's", scripts: [selectOnly] },
  {
    name: 'tpcb-like',
    about: "three rows are changed, one read, one added, in a transaction, as pgbench's",
    scripts: [tpcbLike],
  },
  { name: 'insert-only', about: 'one row is added', scripts: [insertOnly] },
  {
    name: 'read-mostly',
    about: 'nine of ten read a row, of a replica where there is one; the tenth changes one',
    scripts: [{ ...selectOnly, weight: 9, asks: 'replica' }, updateOne],
  },
]

export function mixNamed(name: string): Mix {
  const found = mixes.find((mix) => mix.name === name)
  if (found !== undefined) return found
  const names = mixes.map((mix) => mix.name).join(', ')
  throw new SplitbrainError('usage', `There is no mix ${name}; there are ${names}.`)
}

/** A user's own script, all of it for whoever takes writes. */
export function mixOf(source: Source): Mix {
  return {
    name: source.name,
    about: 'a script of your own',
    scripts: [{ ...source, weight: 1, asks: 'primary' }],
  }
}
