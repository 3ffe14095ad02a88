import { SplitbrainError } from '../errors.ts'

/** A history's bytes as they come in, and what a reader has to say about it beside the history. */
export interface Source {
  /** For sentences: the path, or `standard input`. */
  file: string
  /** Each piece holds only until the next is asked for. */
  pieces: AsyncIterable<Uint8Array>
  warnings: string[]
  /** Set where the end of the history is missing, so that nothing can be said of what it held. */
  isCut?: boolean
  /** What elle-cli's documents ask of the judge beside their operations. */
  opts?: Record<string, unknown>
  /** Why it could not be told which start goes with which end, where the starts were left out for it. */
  unpaired?: SplitbrainError
}

/** The file ends where a history can't: a warning, and what is there is no whole history. */
export function cutOff(source: Source, line: number, what: string): void {
  source.isCut = true
  source.warnings.push(`${source.file}:${line}: ${what}.`)
}

export function badLine(
  { file }: Source,
  line: number,
  what: string,
  cause?: unknown,
): SplitbrainError {
  return new SplitbrainError('history', `${file}:${line}: ${what}.`, { cause })
}
