import type pg from 'pg'
import type { Outcome, Request, Session, SessionOptions } from '../../../runner/workload.ts'
import { connect, hangUp } from './connect.ts'
import { errorText, outcomeOf } from './outcome.ts'

/** What a workload does with one request: its value when it took effect, or `failed` when it certainly did not. */
export type Apply = (client: pg.Client, request: Request) => Promise<unknown>

/** Thrown by an `Apply` for an answer that is no error but says that nothing happened (a compare-and-set's miss). */
export class NotApplied extends Error {}

/** A process's session with PostgreSQL: one client, whose errors become outcomes by the table in outcome.ts. */
export async function openSession(
  options: SessionOptions,
  apply: Apply,
  readOnly: (request: Request) => boolean,
): Promise<Session> {
  const client = await connect(options)
  let usable = true
  let warning: string | undefined
  client.on('notice', (notice) => {
    if (notice.severity === 'WARNING') warning = notice.message
  })
  client.on('end', () => (usable = false))
  return {
    get usable() {
      return usable
    },
    async apply(request) {
      warning = undefined
      try {
        const value = await apply(client, request)
        // A commit whose wait for the standby was cancelled is answered with success and a warning.
        if (warning !== undefined) return { type: 'info', value: request.value, error: warning }
        return { type: 'ok', value }
      } catch (error) {
        if (!(await stillUsable(client, error))) usable = false
        return failureOf(error, request, readOnly(request))
      }
    },
    async close() {
      usable = false
      hangUp(client)
    },
  }
}

function failureOf(error: unknown, request: Request, readOnly: boolean): Outcome {
  const { value } = request
  if (error instanceof NotApplied) return { type: 'fail', value }
  // A read has no effect that could be in doubt.
  const type = readOnly ? 'fail' : outcomeOf(error)
  return { type, value, error: errorText(error) }
}

/** Only the server's own ERROR leaves a session that can go on, and only once an open transaction is rolled back. */
async function stillUsable(client: pg.Client, error: unknown): Promise<boolean> {
  if (error instanceof NotApplied) return true
  if ((error as { severity?: string }).severity !== 'ERROR') return false
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  )
}
