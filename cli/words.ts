import { z } from 'zod'
import { SplitbrainError } from '../history/errors.ts'
import { unknownName } from './nearest.ts'

/** `timeLimit` as one types it: `--time-limit`. */
export function optionNamed(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** Of a JSON schema, what tells a value in words. */
interface Property {
  type?: string
  enum?: unknown[]
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
}

/**
 * The values that words of the command line stand for, as a schema has them; or a `usage` error with what is taken
 * instead. `nameOf` is how a word's key is written there. Numbers are decimal: JavaScript would read "" as 0.
 */
export function valuesOf<Schema extends z.ZodObject>(
  schema: Schema,
  words: Record<string, unknown>,
  nameOf: (key: string) => string,
): z.output<Schema> {
  const properties = propertiesOf(schema)
  const refused = (key: string) => refusal(nameOf(key), properties[key], words[key])
  const noNumber = Object.keys(properties).find(
    (key) => isNumber(properties[key]) && typeof words[key] === 'string' && !isDecimal(words[key]),
  )
  if (noNumber !== undefined) throw refused(noNumber)
  const parsed = schema.safeParse(words)
  if (parsed.success) return parsed.data
  const [{ code, path, message }] = parsed.error.issues
  const key = String(path[0])
  // What a schema says in its own words is more than what a value of its kind would be.
  if (code !== 'custom') throw refused(key)
  throw new SplitbrainError('usage', `${nameOf(key)} ${words[key]} ${message}.`)
}

const known = new WeakMap<z.ZodObject, Record<string, Property>>()

/** Made once for each schema, for it takes longer than all else that is done with it. */
function propertiesOf(schema: z.ZodObject): Record<string, Property> {
  const properties =
    known.get(schema) ?? (z.toJSONSchema(schema).properties as Record<string, Property>)
  known.set(schema, properties)
  return properties
}

function refusal(name: string, property: Property, value: unknown): SplitbrainError {
  if (property.enum)
    return unknownName(`value of ${name}`, String(value), property.enum.map(String))
  const taken = isNumber(property) ? numberIn(property) : `a value of type ${property.type}`
  return new SplitbrainError('usage', `${name} takes ${taken}, not ${JSON.stringify(value)}.`)
}

function numberIn({ type, minimum, exclusiveMinimum, maximum }: Property): string {
  const number = type === 'integer' ? 'a whole number' : 'a number'
  return exclusiveMinimum === undefined
    ? `${number} from ${minimum} to ${maximum}`
    : `${number} above ${exclusiveMinimum} and up to ${maximum}`
}

function isNumber({ type }: Property): boolean {
  return type === 'integer' || type === 'number'
}

function isDecimal(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text)
}
