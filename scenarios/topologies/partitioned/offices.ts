import type { Request } from '../../../runner/workload.ts'

/** Where there is a server, each with the rows that only it may modify. */
export const offices = ['london', 'paris'] as const
export type Office = (typeof offices)[number]

/** A row's one writer, by its primary key: even ones are London's and odd ones Paris's. */
export function officeOf(key: number): Office {
  return offices[key & 1]
}

/** The same for the servers, as a condition on a column. */
export function ownRows(office: string, column: string): string {
  return `(${column} & 1) = ${offices.findIndex((name) => name === office)}`
}

/** Whose row a request is of; undefined where it is of no single row. */
export function homeOf({ key, value }: Pick<Request, 'key' | 'value'>): Office | undefined {
  const row = key ?? value
  return typeof row === 'number' ? officeOf(row) : undefined
}
