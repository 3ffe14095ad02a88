import { keepSecret } from '../../../runner/secrets.ts'
import type { Endpoint } from '../../../runner/runtimes/runtime.ts'

export type Protocol = 'postgres' | 'mysql'

/** How a server is spoken to in secret: not at all, with whoever is there, or with whom a certificate proves it to be. */
export type Tls = false | { servername?: string; rejectUnauthorized: boolean }

/** A DSN, read. */
export interface Address {
  protocol: Protocol
  endpoint: Endpoint
  credentials: { user: string; password: string; database: string; tls: Tls }
  /** The same without its password, for people. */
  told: string
}

const schemes: Record<string, { protocol: Protocol; port: number; database: string }> = {
  'postgres:': { protocol: 'postgres', port: 5432, database: 'postgres' },
  'postgresql:': { protocol: 'postgres', port: 5432, database: 'postgres' },
  'mysql:': { protocol: 'mysql', port: 3306, database: '' },
  'mariadb:': { protocol: 'mysql', port: 3306, database: '' },
}

const sslModes = ['disable', 'require', 'verify-full'] as const

/** Why a text is no DSN, as a sentence goes on after its key; nothing of the text is told, for it has a password. */
export function wrongInAddress(text: string): string | undefined {
  const missing = variablesIn(text).find((name) => process.env[name] === undefined)
  if (missing !== undefined && /^(NODE_)?PG/.test(missing))
    return `names \${${missing}}: variables of that prefix are not read here, so give it another name`
  if (missing !== undefined) return `names \${${missing}}, which is not in the environment`
  const expanded = expand(text)
  const url = URL.canParse(expanded) ? new URL(expanded) : undefined
  if (url === undefined || !Object.hasOwn(schemes, url.protocol) || url.hostname === '')
    return 'takes a DSN such as postgres://user:${PASSWORD}@host:5432/database, or mysql://…; a password with signs in it is written with %'
  if (url.username === '')
    return 'names no user: write it before the host, as in postgres://user@host'
  const unknown = [...url.searchParams.keys()].find((key) => key !== 'sslmode')
  if (unknown !== undefined) return `has the parameter ${unknown}: only sslmode is known here`
  const mode = url.searchParams.get('sslmode') ?? 'disable'
  if (!(sslModes as readonly string[]).includes(mode))
    return `takes sslmode=${sslModes.join(', ')}, and no other`
  return undefined
}

/** Of a text in which nothing is wrong; its password is noted as a secret. */
export function addressOf(text: string): Address {
  const {
    protocol: scheme,
    hostname,
    port,
    username,
    password,
    pathname,
    searchParams,
  } = new URL(expand(text))
  const { protocol, port: usual, database } = schemes[scheme]
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const endpoint = { host, port: Number(port || usual) }
  const user = decodeURIComponent(username)
  const credentials = {
    user,
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)) || database,
    tls: tlsOf(searchParams.get('sslmode'), host),
  }
  keepSecret(credentials.password)
  const told = `${protocol}://${user}@${hostname}:${endpoint.port}/${credentials.database}`
  return { protocol, endpoint, credentials, told }
}

/** Links lead through a proxy of ours, so that the name which a certificate is of has to be told. */
function tlsOf(mode: string | null, host: string): Tls {
  if (mode === null || mode === 'disable') return false
  const named = /^[\d.]+$|:/.test(host) ? {} : { servername: host }
  return { ...named, rejectUnauthorized: mode === 'verify-full' }
}

const variable = /\$\{(\w+)\}/g

function variablesIn(text: string): string[] {
  return [...text.matchAll(variable)].map(([, name]) => name)
}

/** A password from the environment may have any signs in it. */
function expand(text: string): string {
  return text.replaceAll(variable, (_, name: string) => encodeURIComponent(process.env[name] ?? ''))
}
