/** How far a command is, on standard error: its output is for whoever reads what it found. */
export function tell(message: string): void {
  process.stderr.write(`  ${message}\n`)
}
