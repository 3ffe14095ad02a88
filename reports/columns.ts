/** Where nobody says how wide the reader's window is, as in a pipe. */
const USUAL = 80
/** Longer lines are hard to read, however wide the window. */
const WIDEST = 100
const NARROWEST = 40

/** How many columns a line may take on `stream`: those of its terminal, or of COLUMNS, within what can be read. */
export function columnsOf(stream: { columns?: number }, environment = process.env): number {
  const asked = stream.columns || Number(environment.COLUMNS) || USUAL
  return Math.min(WIDEST, Math.max(NARROWEST, Math.floor(asked)))
}
