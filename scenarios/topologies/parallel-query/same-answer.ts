import { isDeepStrictEqual } from 'node:util'
import { unknown } from '../../claims/after-failover.ts'
import { answeredOf, queriesIn } from './queries.ts'
import { parallelQueryExecution } from './trial.ts'

/** Whether who asks all shards gets what who asks one server gets that has the same rows. */
export const sameAnswer = {
  ...parallelQueryExecution({
    id: 'answers-are-those-of-one-server',
    sentence:
      'having each server execute its part of the query and return results to a central server where they are combined and returned to the user',
    trial: 'load',
    decide(_, { history }) {
      const queries = queriesIn(history)
      const [all, alone] = [answeredOf(queries, 'all'), answeredOf(queries, 'alone')]
      const power = { answersOfShards: all.length, answersOfOneServer: alone.length }
      if (all.length === 0 || alone.length === 0)
        return unknown('Not both ways of asking were answered.', power)
      const [{ answer: expected }] = alone
      const isOther = ({ answer }: (typeof all)[number]) => !isDeepStrictEqual(answer, expected)
      if (alone.some(isOther)) return unknown('One server by itself gave two answers.', power)
      const others = all.filter(isOther)
      if (others.length > 0) {
        const [{ answer, end }] = others
        const atSeconds = (history.timeNs[end] / 1e9).toFixed(3)
        return {
          verdict: 'violated',
          reason: `${others.length} of ${all.length} answers of the shards are not those of one server: at ${atSeconds} s they gave ${answer.length} rows, and one server gives ${expected.length}.`,
          power,
        }
      }
      return {
        verdict: 'holds',
        reason: `${all.length} answers of the shards have the same ${expected.length} rows, counts and sums as ${alone.length} of one server.`,
        power,
      }
    },
  }),
  covers: (check: string) => check === 'known-answer',
}
