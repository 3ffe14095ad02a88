import type { Capability } from '../../runner/runtimes/runtime.ts'
import { faults } from '../../scenarios/catalog.ts'
import { describedFault, type DescribedFault, type Setting } from './described-fault.ts'
import { runtimesAnywhere } from './runtimes-here.ts'

const intro = `# Faults

Made from the catalogue of faults. \`splitbrain list faults\` shows the same, and what this machine has of it.

A fault is a verb, a target and settings: \`kill-primary:lead=0\`. A target is a role that a node has at that moment or a
node's name; for links it is \`all\`, a group, a node or its role for all that begin or end there, or a link's name
(\`n2-to-n1\`), several of them with \`+\`. The targets below are those of scenarios with their usual
options, or with one that is named.
`

/** \`docs/faults.md\`, the same on every machine. */
export function faultsPage(): string {
  return [intro, ...faults.map((kind) => sectionOf(describedFault(kind)))].join('\n')
}

function sectionOf({ name, about, settings, targets, needs }: DescribedFault): string {
  const lines = [
    ...settings.map(settingLine),
    ...targetLines(targets),
    ...needs.map((each) => runtimesLine(each, needs[0].needs)),
  ]
  return `## \`${name}\`\n\n${capital(about)}.\n\n${lines.map((line) => `- ${line}\n`).join('')}`
}

function settingLine({ name, usual, values, from, to }: Setting): string {
  const range = from === undefined ? '' : `, from ${from} to ${to}`
  const all = values === undefined ? range : `: ${values.map((value) => `\`${value}\``).join(', ')}`
  return `\`:${name}\` is usually \`${usual}\`${all}`
}

function targetLines(targets: Record<string, string[]>): string[] {
  const names = Object.keys(targets)
  const aimed = names.filter((name) => targets[name].length > 0)
  if (aimed.length === 0) return [`in ${code(names)}`]
  return aimed.map((name) => `in \`${name}\`: ${code(targets[name])}`)
}

function runtimesLine(
  { setting, needs }: DescribedFault['needs'][number],
  usual: readonly Capability[],
): string {
  const having = Object.entries(runtimesAnywhere(needs))
  const able = having.filter(([, each]) => each === true).map(([name]) => name)
  const on = able.length === 0 ? 'on no runtime' : `on ${code(able)}`
  const more = needs.filter((need) => !usual.includes(need))
  return setting === '' ? on : `\`${setting}\` ${on} (${more.join(', ')})`
}

function code(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ')
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1)
}
