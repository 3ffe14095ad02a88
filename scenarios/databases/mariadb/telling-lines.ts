/** What a server writes of damaged data, or of data that differ from its peers'. */
const damage =
  /corrupt|page checksum|Inconsistency detected|inconsistent with group|Failed to apply write set/i

/** What a member says that has more than its cluster, or something else, and so must not join as it is. */
const refusal = /Reversing history|greater than group seqno|states? diverged/

/** What a member says that found no part of its cluster that goes on, however long it looked. */
const alone = /failed to reach primary view/

/** The messages of a server's log that tell of damaged or different data. */
export function tellingLines(log: string): string[] {
  return log.split('\n').filter((line) => damage.test(line))
}

/** Of what a server wrote since it was last started, the line that says why it did not get on. */
export function tellingLine(log: string): string {
  const lines = log.trimEnd().split('\n')
  const own = lines.slice(lines.findLastIndex((line) => line.includes('Starting MariaDB')) + 1)
  const isError = (line: string) => line.includes('[ERROR]') && !line.endsWith('Aborting')
  const telling = own.find(isRefusal) ?? own.find(isError) ?? own.at(-1) ?? ''
  return telling.trim()
}

/** Whether a member was refused for what it has that its cluster has not. */
export function isRefusal(text: string): boolean {
  return refusal.test(text)
}

/** Whether a member gave up since none of those it found, if any, may go on. */
export function isAlone(text: string): boolean {
  return alone.test(text)
}
