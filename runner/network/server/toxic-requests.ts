import {
  badRequest,
  invalidStream,
  invalidToxicType,
  toxicExists,
  toxicNotFound,
} from './api-error.ts'
import { asObject, readAttributes, readNumber, readString } from './body.ts'
import { CUT_AT } from './cut-at.ts'
import type { Proxy } from './proxy.ts'
import { Toxic } from './toxic.ts'
import { toxicTypes } from './toxics.ts'
import type { Attributes } from './toxics.ts'

export function getToxic(proxy: Proxy, name: string): Toxic {
  const toxic = proxy.findToxic(name)
  if (!toxic) throw toxicNotFound()
  return toxic
}

export function createToxic(proxy: Proxy, body: unknown): Toxic {
  const fields = asObject(body)
  const type = readString(fields, 'type', '')
  const stream = readString(fields, 'stream', 'downstream')
  const toxicity = readNumber(fields, 'toxicity', 1)
  const name = readString(fields, 'name', '') || `${type}_${stream}`
  if (!['upstream', 'downstream'].includes(stream.toLowerCase())) throw invalidStream()
  const known = toxicTypes.get(type)
  if (!known) throw invalidToxicType()
  if (proxy.findToxic(name)) throw toxicExists()
  if (type === CUT_AT && proxy.protocol === undefined)
    throw badRequest(`${type} needs a proxy that was made with a protocol`)
  const attributes = readAttributes(fields, known.attributes)
  refuse(type, attributes)
  const toxic = new Toxic({ name, type, stream, toxicity, attributes })
  proxy.addToxic(toxic)
  return toxic
}

/** Attributes not named stay; name, type and stream never change. */
export function updateToxic(proxy: Proxy, name: string, body: unknown): Toxic {
  const toxic = getToxic(proxy, name)
  const fields = asObject(body)
  const attributes = readAttributes(fields, toxic.attributes)
  const toxicity = readNumber(fields, 'toxicity', toxic.toxicity)
  refuse(toxic.type, attributes)
  toxic.attributes = attributes
  toxic.toxicity = toxicity
  proxy.updateToxic(toxic)
  return toxic
}

function refuse(type: string, attributes: Attributes): void {
  const reason = toxicTypes.get(type)!.refuse?.(attributes)
  if (reason !== undefined) throw badRequest(reason)
}
