import type { IncomingMessage } from 'node:http'
import { badRequest, bodyTooLarge } from './api-error.ts'
import type { Attributes } from './toxics.ts'

/** A request's JSON, read the way the server in Go reads it: null is absent, unknown fields are ignored. */
export type Body = Record<string, unknown>

/** Many times what a thousand proxies take; the original knows no limit. */
const MOST_BYTES = 2 ** 20
/** Who is cut off while still sending may never see the answer, so the rest is thrown away for so long. */
const LINGER_MS = 1_000

/** The text of a request's body; one that is too large is refused as soon as that is known, and none of it is kept. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= MOST_BYTES) return void chunks.push(chunk)
    chunks.length = 0
    reject(bodyTooLarge(MOST_BYTES))
  })
  request.once('end', () => resolve(Buffer.concat(chunks).toString())).once('error', reject)
  return promise.catch((error: unknown) => {
    const timer = setTimeout(() => request.destroy(), LINGER_MS).unref()
    request.once('close', () => clearTimeout(timer))
    throw error
  })
}

export function parseBody(text: string): unknown {
  if (text.trim() === '') throw badRequest('EOF')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badRequest((error as Error).message)
  }
}

export function asObject(value: unknown): Body {
  if (value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw mismatch(value, 'value', 'object')
  return value as Body
}

export function asList(value: unknown): Body[] {
  if (value === null) return []
  if (!Array.isArray(value)) throw mismatch(value, 'value', 'array')
  return value.map(asObject)
}

export function readString(body: Body, field: string, otherwise: string): string {
  const value = body[field] ?? otherwise
  if (typeof value !== 'string') throw mismatch(value, field, 'string')
  return value
}

export function readBoolean(body: Body, field: string, otherwise: boolean): boolean {
  const value = body[field] ?? otherwise
  if (typeof value !== 'boolean') throw mismatch(value, field, 'bool')
  return value
}

export function readNumber(body: Body, field: string, otherwise: number): number {
  const value = body[field] ?? otherwise
  if (typeof value !== 'number') throw mismatch(value, field, 'float32')
  return value
}

/** The attributes named in `present`, as they are or as the body's `attributes` say. */
export function readAttributes(body: Body, present: Attributes): Attributes {
  const given = asObject(body.attributes ?? null)
  const read = Object.keys(present).map((name) => {
    const value = given[name] ?? present[name]
    const isText = typeof present[name] === 'string'
    if (isText ? typeof value !== 'string' : !Number.isSafeInteger(value))
      throw mismatch(value, `attributes.${name}`, isText ? 'string' : 'int64')
    return [name, value]
  })
  return Object.fromEntries(read)
}

function mismatch(value: unknown, field: string, type: string): Error {
  const found =
    typeof value === 'number'
      ? `number ${value}`
      : Array.isArray(value)
        ? 'array'
        : typeof value === 'boolean'
          ? 'bool'
          : typeof value
  return badRequest(`json: cannot unmarshal ${found} into Go struct field ${field} of type ${type}`)
}
