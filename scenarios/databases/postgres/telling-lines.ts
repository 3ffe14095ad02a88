/**
 * What a server writes of damaged data. `checksum` alone would be too much: the end of the WAL of a killed server is
 * found by one that doesn't match.
 */
const damage =
  /invalid page|could not read block|unexpected zero page|checksum verification failed|corrupt|xlog flush request .* is not satisfied|unexpected data beyond EOF|could not access status of transaction|could not open file "(base|pg_xact)\/|could not locate a valid checkpoint record|in control file|control file does not match/i

/** `DETAIL`, `HINT` and `STATEMENT` are no messages; a hint after a crash in recovery says that data "might be corrupted". */
const message =
  /^\S+ \S+ \S+ \[\d+\] (?:\S+ |pglogical \w+ \S+ )?(?<severity>WARNING|LOG|ERROR|FATAL|PANIC): +(?<text>.*)$/

/**
 * A free space map is not logged, may be torn by a crash and then is begun anew, as it only ever guesses. So are the
 * statistics that a shutdown leaves, which nobody flushes.
 */
const guesses = /_fsm\b|corrupted statistics file/

/** The messages of a server's log (with `lc_messages` C) that tell of a panic or of damaged data. */
export function tellingLines(log: string): string[] {
  return log.split('\n').flatMap((line) => {
    const found = message.exec(line)?.groups
    if (found === undefined) return []
    const isTelling = found.severity === 'PANIC' || damage.test(found.text)
    return isTelling && !guesses.test(found.text) ? [`${found.severity}: ${found.text}`] : []
  })
}
