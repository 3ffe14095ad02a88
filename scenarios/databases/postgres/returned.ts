import { describeError } from '../../../history/errors.ts'
import { rowsBeside, rowsOf, type RowsBeside } from './rows-beside.ts'
import type { PostgresServer } from './server.ts'
import { until } from './until.ts'

/** Whoever follows is there in far less. */
const FOLLOW_LIMIT_MS = 5_000
const MOST_LINES = 3

/** What a server that was brought back is. */
export interface Returned {
  /** Whether it answers. */
  answers: boolean
  /** Whether it has what the primary had written by then. */
  follows: boolean
  /** What it wrote of that into its log, or why it was not so much as started. */
  lines: string[]
  /** Its rows beside those of the primary, where it answers. */
  rows?: RowsBeside
  /** Why its rows could not be read though it answers. */
  unread?: string
}

/** What comes of bringing a server back beside a primary whose rows come and never go. */
export async function returned(
  server: PostgresServer,
  primary: PostgresServer,
  bringBack: () => Promise<void>,
): Promise<Returned> {
  try {
    await bringBack()
  } catch (error) {
    const lines = await toldBy(server)
    return {
      answers: false,
      follows: false,
      lines: lines.length > 0 ? lines : [describeError(error)],
    }
  }
  const before = await rowsOf(primary)
  // All of these are up to there, whatever is written meanwhile.
  const follows = await reaches(server, (await primary.position()).lsnBytes)
  const told = { answers: true, follows, lines: follows ? [] : await toldBy(server) }
  return rowsBeside(server, primary, before).then(
    (rows) => ({ ...told, rows }),
    (error: unknown) => ({ ...told, unread: describeError(error) }),
  )
}

function reaches(server: PostgresServer, lsnBytes: number): Promise<boolean> {
  const behind = async () => {
    const position = await server.position().catch(() => undefined)
    const isThere =
      position?.standby && position.replayedBytes >= lsnBytes && (await server.receives())
    return isThere ? undefined : 'It does not follow'
  }
  return until(behind, FOLLOW_LIMIT_MS).then(
    () => true,
    () => false,
  )
}

/** What the server says of itself: a session's own line has a name before it. */
const message = /\[\d+\] ((?:FATAL|PANIC|LOG|DETAIL): +.*)$/
const isTelling =
  /^(FATAL|PANIC)|new timeline|End of WAL|waiting for WAL|could not|invalid|incorrect|not a child/

/** The last different things that stand in its log since it was started, and say that something is wrong. */
async function toldBy({ node }: PostgresServer): Promise<string[]> {
  const log = await node.logs()
  const own = log.slice(log.lastIndexOf('starting PostgreSQL')).split('\n')
  const lines = own.flatMap((line) => message.exec(line)?.[1] ?? [])
  return [...new Set(lines.filter((line) => isTelling.test(line)))].slice(-MOST_LINES)
}
