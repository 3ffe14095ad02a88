import { Option } from 'commander'
import { z } from 'zod'
import { optionNamed } from './words.ts'

/** Of a JSON schema, what a flag's help is made of. */
interface Property {
  type?: string
  enum?: string[]
  default?: unknown
  description?: string
  items?: { type?: string }
  /** What a word is, where that is no name. */
  format?: string
}

/** A flag for each key of a schema, with its description and its default; its value is a word until the schema reads it. */
export function optionsOf(schema: z.ZodObject, heading: string): Option[] {
  return Object.entries(propertiesOf(schema)).map(([key, property]) => {
    const flags = `${optionNamed(key)} <${placeholderOf(property)}>`
    const option = new Option(flags, property.description).helpGroup(heading)
    const usual = wordOf(property.default)
    return usual === undefined ? option : option.default(usual)
  })
}

const known = new WeakMap<z.ZodObject, Record<string, Property>>()

/** Made once for each schema: topologies share some, and a command line is made of all of them. */
function propertiesOf(schema: z.ZodObject): Record<string, Property> {
  const made = () => z.toJSONSchema(schema, { io: 'input' }).properties as Record<string, Property>
  const properties = known.get(schema) ?? made()
  known.set(schema, properties)
  return properties
}

function placeholderOf({ type, enum: values, items, format }: Property): string {
  if (values !== undefined) return 'name'
  if (type === 'object') return 'file'
  if (type === 'array') return items?.type === 'string' ? 'names' : 'file'
  return type === 'string' ? (format ?? 'name') : 'n'
}

function wordOf(value: unknown): string | undefined {
  // What a file says is no word.
  if (value === undefined || isMap(value)) return undefined
  return Array.isArray(value) ? value.join(',') : String(value)
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
