import { faults } from '../scenarios/catalog.ts'
import {
  everyForm,
  formsOf,
  leastNodesOf,
  reaches,
  usageOf,
  type FaultKind,
} from '../scenarios/faults/kind.ts'
import { nodesMeant } from '../scenarios/faults/net.ts'
import { namesOf, type Layout } from '../scenarios/topologies/topology.ts'
import { SplitbrainError } from '../history/errors.ts'
import type { Fault } from '../runner/fault.ts'
import type { Capability } from '../runner/runtimes/runtime.ts'
import { hint, nearest, unknownName } from './nearest.ts'
import { valuesOf } from './words.ts'

/**
 * From a fault's words (`verb-target:setting=value…`) to the fault in such a cluster, or a `usage` error with
 * the nearest right words.
 */
export function chooseFault(words: string, layout: Layout): Fault {
  const [name, ...settings] = words.split(':')
  const { kind, target } = find(name, layout)
  const least = leastNodesOf(kind)
  const { length } = layout.nodes
  if (length < least)
    throw new SplitbrainError('usage', `${name} needs ${least} nodes at least, not ${length}.`)
  const idle = target.split('+').find((each) => !reaches(kind, each, layout))
  if (idle !== undefined) {
    const what = `${name} would do nothing${idle === target ? '' : ` at ${idle}`}, for it`
    throw new SplitbrainError(
      'usage',
      kind.only !== undefined
        ? `${what} reaches only ${kind.only}.`
        : `${what} meets nothing of this topology there: ${hint(name, instead(name, layout), told(name, layout))}`,
    )
  }
  const fault = { name: words, ...kind.make(target, parse(name, kind, settings), layout) }
  refuseUnable(fault, target, layout)
  return fault
}

/** How one lets a node do what it can't: what the hooks of a cluster of one's own are for. */
const hooksFor: Partial<Record<Capability, string>> = {
  kill: 'kill and start',
  stop: 'stop and start',
  pause: 'pause and resume',
  'node-network': 'partition and heal',
}

/** Of nodes that differ in what can be done to them, each that is meant has to be able to. */
function refuseUnable({ name, needs }: Fault, target: string, layout: Layout): void {
  const meant = target === '' ? namesOf(layout) : nodesMeant(target, layout)
  for (const node of layout.nodes.filter((each) => meant.includes(each.name))) {
    const lacking = needs.find((need) => need in hooksFor && node.able?.includes(need) === false)
    if (lacking !== undefined)
      throw new SplitbrainError(
        'usage',
        `${name} needs the hooks ${hooksFor[lacking]} of ${node.name}, which the cluster file lacks: add them, or aim at another node.`,
      )
  }
}

interface Found {
  kind: FaultKind
  target: string
}

function find(name: string, layout: Layout): Found {
  const [first, ...more] = name.split('+')
  const all = new Map(
    faults
      .filter(({ verb }) => first.startsWith(verb))
      .flatMap((kind) =>
        [...everyForm(kind, layout)].map(([each, target]): [string, Found] => [
          each,
          { kind, target },
        ]),
      ),
  )
  const found = all.get(first)
  if (found === undefined) throw unknownFault(first, layout)
  return {
    kind: found.kind,
    target: [found.target, ...more.map((each) => also(each, found, layout))].join('+'),
  }
}

/** With a verb that is known and a name like none, it is the target that the cluster lacks. */
function unknownFault(name: string, layout: Layout): SplitbrainError {
  const kind = faults
    .filter(({ verb, target }) => target !== 'none' && name.startsWith(`${verb}-`))
    .toSorted((a, b) => b.verb.length - a.verb.length)
    .at(0)
  const known = instead(name, layout)
  if (kind === undefined || nearest(name, known).length > 0)
    return unknownName('fault', name, known, faults.map(usageOf))
  const targets = [...new Set(formsOf(kind, layout).values())]
  return unknownName(`target of ${kind.verb}`, name.slice(kind.verb.length + 1), targets)
}

/** What does something here, of the same verb where there is any. */
function instead(name: string, layout: Layout): string[] {
  const kin = kinOf(name, layout)
  return kin.length > 0 ? kin : formsBy(faults, layout)
}

function kinOf(name: string, layout: Layout): string[] {
  const kin = faults.filter(({ verb }) => name.startsWith(verb))
  return formsBy(kin, layout)
}

function formsBy(kinds: readonly FaultKind[], layout: Layout): string[] {
  return kinds.flatMap((kind) => [...formsOf(kind, layout).keys()])
}

/** As `instead`, but of other verbs how they are asked for: their forms would be hundreds of names. */
function told(name: string, layout: Layout): string[] {
  const kin = kinOf(name, layout)
  if (kin.length > 0) return kin
  return faults.filter((kind) => formsOf(kind, layout).size > 0).map(usageOf)
}

/** Another target of the same fault, which only faults of links can have. */
function also(target: string, { kind }: Found, layout: Layout): string {
  const targets = kind.target === 'links' ? [...everyForm(kind, layout).values()] : []
  if (targets.includes(target)) return target
  if (targets.length > 0) throw unknownName(`target of ${kind.verb}`, target, targets)
  throw new SplitbrainError(
    'usage',
    `${kind.verb} takes one target, so +${target} says nothing to it; faults of links take several.`,
  )
}

function parse(name: string, { settings }: FaultKind, words: string[]) {
  const known = Object.keys(settings.shape)
  const given = words.map((word) => {
    const [key, ...value] = word.split('=')
    if (known.length === 0)
      throw new SplitbrainError('usage', `${name} has no settings, so ${word} says nothing to it.`)
    if (!known.includes(key)) throw unknownName(`setting of ${name}`, key, known)
    return [key, value.join('=')] as const
  })
  const twice = given.find(([key], i) => given.findIndex(([other]) => other === key) < i)
  if (twice !== undefined)
    throw new SplitbrainError('usage', `${name}:${twice[0]} is set twice: set it once.`)
  return valuesOf(settings, Object.fromEntries(given), (key) => `${name}:${key}`)
}
