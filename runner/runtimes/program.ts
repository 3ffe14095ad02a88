import { readdirSync, readFileSync } from 'node:fs'
import { runOn } from './run-on.ts'
import type { Node } from './runtime.ts'

const isPart = (name: string) => /^[\w-]+\.[jt]s$/.test(name)

/** Writes into the folder that it is told the files whose contents it is given by name. */
const unpack = `const { mkdirSync, readFileSync, writeFileSync } = require('node:fs')
const [folder] = process.argv.slice(1)
mkdirSync(folder, { recursive: true })
for (const [name, text] of Object.entries(JSON.parse(readFileSync(0, 'utf8'))))
  writeFileSync(folder + '/' + name, text)`

/**
 * Puts a program of ours, which imports nothing from elsewhere, into a folder below the node's own. From source its
 * files end in .ts, once built in .js.
 */
export async function installProgram(node: Node, source: URL, folder: string): Promise<void> {
  const names = readdirSync(source).filter(isPart)
  const files = names.map((name) => [name, readFileSync(new URL(name, source), 'utf8')])
  const all = { 'package.json': '{ "type": "module" }', ...Object.fromEntries(files) }
  await runOn(node, ['node', '-e', unpack, folder], JSON.stringify(all))
}

/** What the file is called that a program begins with. */
export const mainFile = `main${import.meta.url.slice(-3)}`
