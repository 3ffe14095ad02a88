import { z } from 'zod'
import { SplitbrainError } from '../../history/errors.ts'
import { nameOfLink } from '../../runner/network/link.ts'
import type { Capability } from '../../runner/runtimes/runtime.ts'
import { topologies } from '../../scenarios/catalog.ts'
import { everyForm, formsOf, usageOf, type FaultKind } from '../../scenarios/faults/kind.ts'
import type { Layout } from '../../scenarios/topologies/topology.ts'
import { optionNamed } from '../words.ts'

/** Everything that the catalogue knows of a fault, whatever machine it is to be had on. */
export interface DescribedFault {
  name: string
  about: string
  settings: Setting[]
  /**
   * What it may be aimed at in each scenario where it does something, with the usual options or, where it does nothing
   * with these, with another one: `hot-standby --slots yes`. Nothing where it has no target.
   */
  targets: Record<string, string[]>
  /** What it asks of a runtime: as it usually is (an empty setting), and with each setting that changes that. */
  needs: { setting: string; needs: Capability[] }[]
}

export interface Setting {
  name: string
  usual: unknown
  /** All that it may be, or from where to where. */
  values?: unknown[]
  from?: number
  to?: number
}

export function describedFault(kind: FaultKind): DescribedFault {
  const settings = settingsOf(kind.settings)
  return {
    name: usageOf(kind),
    about: kind.about,
    settings,
    targets: targetsOf(kind),
    needs: needsOf(kind, settings),
  }
}

/** Of a JSON schema, what tells which values there are. */
type Properties = Record<string, Property>

interface Property {
  default: unknown
  enum?: unknown[]
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
}

function settingsOf(schema: z.ZodObject): Setting[] {
  const { properties = {} } = z.toJSONSchema(schema) as { properties?: Properties }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    usual: property.default,
    values: property.enum,
    from: property.minimum ?? property.exclusiveMinimum,
    to: property.maximum,
  }))
}

/** As one writes it: with its usual value, or with all its values and the usual one first. */
export function written({ name, usual, values = [] }: Setting): string {
  return `:${name}=${[usual, ...values.filter((value) => value !== usual)].join('|')}`
}

type NamedLayout = readonly [name: string, layout: Layout]

const usualLayouts: readonly NamedLayout[] = topologies.map(({ name, layout, options }) => [
  name,
  layout(options.parse({})),
])

/** With each other value of each option that has a few; what doesn't go together with the usual ones is left out. */
const otherLayouts: readonly NamedLayout[] = topologies.flatMap(({ name, layout, options }) =>
  settingsOf(options).flatMap(({ name: option, usual, values = [] }) =>
    values
      .filter((value) => value !== usual)
      .flatMap((value): NamedLayout[] => {
        const { data } = options.safeParse({ [option]: value })
        return data ? [[`${name} ${optionNamed(option)} ${String(value)}`, layout(data)]] : []
      }),
  ),
)

const layouts = [...usualLayouts, ...otherLayouts]

/** Single links are left out, for they are many and their names say which they are. */
function targetsOf(kind: FaultKind): Record<string, string[]> {
  const able = ableOf(kind, usualLayouts)
  const some = able.length > 0 ? able : ableOf(kind, otherLayouts)
  return Object.fromEntries(
    some.map(({ name, layout, forms }) => {
      const links = layout.links.map(nameOfLink)
      const named = new Set(forms).difference(new Set(['', ...links]))
      return [name, [...named]]
    }),
  )
}

function ableOf(kind: FaultKind, some: readonly NamedLayout[]) {
  return some
    .map(([name, layout]) => ({ name, layout, forms: [...formsOf(kind, layout).values()] }))
    .filter(({ forms }) => forms.length > 0)
}

/** Values of one setting that ask for the same are told at once: `:by=blackhole|interface`. */
function needsOf(kind: FaultKind, settings: Setting[]): DescribedFault['needs'] {
  const usual = needsWith(kind, {})
  const others = settings.flatMap(({ name, values = [] }) => {
    const byNeeds = Map.groupBy(values, (value) => needsWith(kind, { [name]: value }).join())
    return [...byNeeds.values()].map((alike) => ({
      setting: `:${name}=${alike.join('|')}`,
      needs: needsWith(kind, { [name]: alike[0] }),
    }))
  })
  return [
    { setting: '', needs: usual },
    ...others.filter(({ needs }) => needs.join() !== usual.join()),
  ]
}

/** In the first of its forms that goes together with these settings. */
function needsWith(kind: FaultKind, words: Record<string, unknown>): Capability[] {
  const settings = kind.settings.parse(words)
  for (const [, layout] of layouts)
    for (const target of everyForm(kind, layout).values())
      try {
        return [...kind.make(target, settings, layout).needs]
      } catch (error) {
        if (!(error instanceof SplitbrainError)) throw error
      }
  throw new SplitbrainError('crash', `${usageOf(kind)} can't be had in any scenario.`)
}
