import { SplitbrainError } from '../../../history/errors.ts'

/** A script's text, by the name that its errors tell. */
export interface Source {
  name: string
  text: string
}

/** A `usage` error that tells line and column, both from 1, of a place in a script. */
export function errorAt({ name, text }: Source, offset: number, what: string): SplitbrainError {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  const column = offset - before.lastIndexOf('\n')
  return new SplitbrainError('usage', `${name}, line ${line}, column ${column}: ${what}`)
}
