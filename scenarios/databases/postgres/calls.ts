import type { Call } from '../../../runner/workload.ts'
import { types } from './tables.ts'

/** How a session calls the function of a statement; rows come in the order of their first column, from wherever they are. */
export function callOf(call: Call): string {
  const { name, gives } = call
  const places = Array.from({ length: placesOf(call) }, (_, i) => `$${i + 1}`).join(', ')
  const called = `"${name}"(${places})`
  return gives === undefined ? `SELECT ${called} AS count` : `SELECT * FROM ${called} ORDER BY 1`
}

/** The function itself, on a server that has rows. */
export function targetOf(call: Call): string {
  const { text, gives } = call
  const body =
    gives === undefined
      ? `WITH changed AS (${text} RETURNING 1) SELECT count(*)::integer FROM changed`
      : `SELECT ${namesOf(gives)} FROM (${text}) AS answer`
  return `CREATE FUNCTION ${signatureOf(call)} LANGUAGE sql AS $body$ ${body} $body$;`
}

/** Its name, what it takes and what it gives. */
export function signatureOf(call: Call): string {
  const { name, gives } = call
  const taken = Array.from({ length: placesOf(call) }, () => 'integer').join(', ')
  return `"${name}"(${taken}) RETURNS ${gives === undefined ? 'integer' : tableOf(gives)}`
}

type Columns = NonNullable<Call['gives']>

export function tableOf(gives: Columns): string {
  const columns = Object.entries(gives).map(([column, type]) => `"${column}" ${types[type]}`)
  return `TABLE (${columns.join(', ')})`
}

export const namesOf = (gives: Columns) =>
  Object.keys(gives)
    .map((column) => `"${column}"`)
    .join(', ')

/** How many values it takes, the first of which is the key of the row that it is about; none where it is of all rows. */
export function placesOf({ text }: Pick<Call, 'text'>): number {
  return Math.max(0, ...text.matchAll(/\$(\d+)/g).map(([, place]) => Number(place)))
}
