import type { Credentials } from '../../databases/postgres/connect.ts'
import type { TargetSessionAttrs } from '../../databases/postgres/multi-host.ts'

/**
 * How HAProxy asks a server of PostgreSQL 14 or newer what it is, as libpq does: it logs in, and looks into what the server
 * reports by itself (protocol message ParameterStatus). Its own `option pgsql-check` only hears that one is there, which is
 * enough for `any`. All that it says stands in the settings, so it can answer no question with its password: the server
 * must take that as it is. But no program is needed for each look (`external-check`), nor one on each server (`agent-check`).
 */
export function postgresCheck(attrs: Role | 'any', credentials: Credentials): string[] {
  const { user, password, database } = credentials
  if (attrs === 'any') return [`option pgsql-check user ${user}`]
  const startup = [0x00030000, 'user', user, 'database', database, '']
  return [
    'option tcp-check',
    // Or the server would complain of a connection that was reset.
    'tcp-check connect linger',
    `tcp-check send-binary ${message('', startup)}`,
    `tcp-check expect binary ${message('R', [ASKS_FOR_PASSWORD])}`,
    `tcp-check send-binary ${message('p', [password])}`,
    `tcp-check expect rbinary ${reports[attrs]}`,
    `tcp-check send-binary ${message('X', [])}`,
  ]
}

/** What one server is by itself. */
type Role = Exclude<TargetSessionAttrs, 'any' | 'prefer-standby'>

/** AuthenticationCleartextPassword. */
const ASKS_FOR_PASSWORD = 3

const report = (name: string, value: 'on' | 'off') => message('S', [name, value])
const standby = (value: 'on' | 'off') => report('in_hot_standby', value)
const readOnly = (value: 'on' | 'off') => report('default_transaction_read_only', value)

/** As expressions for the hexadecimal digits of what the server said. */
const reports: Record<Role, string> = {
  // In whichever order it tells them.
  'read-write': `(?=.*${standby('off')})(?=.*${readOnly('off')})`,
  'read-only': `(${standby('on')}|${readOnly('on')})`,
  primary: standby('off'),
  standby: standby('on'),
}

/** A message of the protocol in hexadecimal digits: its letter, its length, and texts and numbers of 32 bits. */
function message(letter: string, parts: readonly (string | number)[]): string {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : numberOf(part))),
  )
  const whole = Buffer.concat([Buffer.from(letter), numberOf(body.length + 4), body])
  return whole.toString('hex').toUpperCase()
}

function numberOf(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
