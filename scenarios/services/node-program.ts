import { readdirSync, readFileSync } from 'node:fs'
import type { Node } from '../../runner/runtimes/runtime.ts'
import { runOn } from '../../runner/runtimes/run-on.ts'

const PROGRAM = 'program'
// From source its files end in .ts, once built in .js.
const suffix = import.meta.url.slice(-3)
const isPart = (name: string) => /^[\w-]+\.[jt]s$/.test(name)

/** Writes the files whose contents it is given by name. */
const unpack = `const { mkdirSync, readFileSync, writeFileSync } = require('node:fs')
mkdirSync('${PROGRAM}', { recursive: true })
for (const [name, text] of Object.entries(JSON.parse(readFileSync(0, 'utf8'))))
  writeFileSync('${PROGRAM}/' + name, text)`

/** Puts a program for Node on a node: the files of its folder, of which `main` is the first. */
export async function installProgram(node: Node, folder: URL): Promise<void> {
  const names = readdirSync(folder).filter(isPart)
  const files = names.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')])
  const all = { 'package.json': '{ "type": "module" }', ...Object.fromEntries(files) }
  await runOn(node, ['node', '-e', unpack], JSON.stringify(all))
}

/** What runs it where it is installed. */
export function programArgv(...args: string[]): string[] {
  return ['node', `${PROGRAM}/main${suffix}`, ...args]
}
