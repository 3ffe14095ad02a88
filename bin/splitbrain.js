#!/usr/bin/env node
// Finds what runs Splitbrain: the sources of a checkout or the built package, under a Node that is new enough.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module, { createRequire } from 'node:module'

const [major, minor] = process.versions.node.split('.').map(Number)
const source = new URL('../runner/cli/main.ts', import.meta.url)
const built = new URL('../dist/runner/cli/main.js', import.meta.url)

if (major > 22 || (major === 22 && minor >= 18)) {
  // Hundreds of modules, compiled once for all runs; where that can't be kept, nothing but time is lost.
  module.enableCompileCache()
  const { main } = await import(existsSync(source) ? source.href : built.href)
  await main(process.argv)
} else {
  const newer = findNewerNode()
  if (newer === undefined) {
    console.error(
      `splitbrain: Node ${process.versions.node} is too old: use Node 22.18 or later, or run npm ci with optional dependencies, which brings one.`,
    )
    process.exit(70)
  }
  const child = spawn(newer, process.argv.slice(1), { stdio: 'inherit' })
  // The terminal tells both of a Ctrl-C; what to do about it is the child's business.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code) => process.exit(code ?? 70))
}

function findNewerNode() {
  try {
    const name = `node-${process.platform}-${process.arch}`
    return createRequire(import.meta.url).resolve(`${name}/bin/node`)
  } catch {
    return undefined
  }
}
