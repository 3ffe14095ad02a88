import type { Named } from './everything.ts'
import type { Having } from './runtimes-here.ts'

/** What is to be said below a name. Why a runtime is not here at all (`here`) is not said again of each. */
export function linesOf(
  { settings = [], targets, scenarios, runtimes = [] }: Named,
  here?: Having,
): string[] {
  return [
    ...(settings.length > 0 ? [settings.join(' ')] : []),
    ...(targets
      ? [`<node>: ${targets.nodes.join(', ')}`, `<links>: ${targets.links.join(', ')}`]
      : []),
    ...(scenarios ? whereOf(scenarios) : []),
    ...runtimes.map((each) => whoHas(each, here)),
  ]
}

/** Where it has no target, the scenarios alone. */
function whereOf(scenarios: Record<string, string[]>): string[] {
  const names = Object.keys(scenarios)
  const aimed = names.filter((name) => scenarios[name].length > 0)
  return aimed.length === 0
    ? [`in ${names.join(', ')}`]
    : aimed.map((name) => `in ${name}: ${scenarios[name].join(', ')}`)
}

/** `:by=netem on docker; not on embedded: it has no netem`. */
function whoHas({ setting, ...having }: { setting: string } & Having, here?: Having): string {
  const all = Object.entries(having)
  const able = all.filter(([, each]) => each === true).map(([name]) => name)
  const on = able.length > 0 ? `on ${able.join(', ')}` : 'nowhere here'
  const others = all.filter(([, each]) => each !== true)
  const told = others.map(([name, why]) =>
    why === here?.[name as keyof Having] ? `not on ${name}` : `not on ${name}: ${why}`,
  )
  return [setting, [on, ...told].join('; ')].filter(Boolean).join(' ')
}

/** `docker is not here: No container engine answers`. */
export function awayLines(here: Having): string[] {
  return Object.entries(here)
    .filter(([, each]) => each !== true)
    .map(([name, why]) => `${name} is not here: ${why}`)
}
