import { inspectionsOf } from '../../../checkers/integrity/inspections.ts'
import { unknown } from '../../claims/after-failover.ts'
import { PARTS } from './inspections.ts'
import { COORDINATOR, type Shards } from './shards.ts'
import { parallelQueryExecution } from './trial.ts'

/** Whether each shard has some of the rows at rest, and the coordinator shows all of them, and no others. */
export function eachPart({ names }: Pick<Shards, 'names'>) {
  return parallelQueryExecution({
    id: 'each-server-has-its-part',
    sentence: 'It is usually accomplished by splitting the data among servers',
    trial: 'load',
    decide(_, { history }) {
      const looks = inspectionsOf(history).inspections.filter(({ tool }) => tool === PARTS)
      const countsOf = (name: string) => looks.find(({ node }) => node === name)?.counted
      const unseen = [...names, COORDINATOR].find((name) => countsOf(name) === undefined)
      if (unseen !== undefined) return unknown(`Nobody counted the rows of ${unseen}.`)
      const shown = countsOf(COORDINATOR)!
      const wrong = Object.entries(shown).flatMap(([table, count]) => {
        const parts = names.map((name) => countsOf(name)![table] ?? 0)
        if (sum(parts) === count) return []
        return [
          `Of ${table} the coordinator shows ${count} rows, and the shards have ${told(parts)}.`,
        ]
      })
      const rows = names.map((name) => sum(Object.values(countsOf(name)!)))
      const power = { rowsOfSmallestPart: Math.min(...rows) }
      if (wrong.length > 0) return { verdict: 'violated', reason: wrong.join(' '), power }
      if (power.rowsOfSmallestPart === 0)
        return unknown(`The shards have ${told(rows)} rows, so not each has a part.`, power)
      return {
        verdict: 'holds',
        reason: `The shards have ${told(rows)} rows, and the coordinator shows all ${sum(rows)}.`,
        power,
      }
    },
  })
}

const sum = (counts: readonly number[]) => counts.reduce((all, each) => all + each, 0)
const told = (counts: readonly number[]) => counts.join(' and ')
