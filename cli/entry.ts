import { wrap } from '../reports/plain-text.ts'

/** Beside a name longer than this share of the line there is too little room. */
const NAME_PART = 0.4

/** A name and what is to be said of it, beside it or, where that is too narrow, below it; an empty name continues one. */
export function entry(name: string, width: number, about: string, columns: number): string[] {
  const isBeside = width <= columns * NAME_PART
  const indent = isBeside ? width + 4 : 6
  const lines = wrap(about, columns - indent).map((line) => ' '.repeat(indent) + line)
  if (name === '') return lines
  if (isBeside) return [`  ${name.padEnd(indent - 2)}${lines[0].trimStart()}`, ...lines.slice(1)]
  return [`  ${name}`, ...lines]
}
