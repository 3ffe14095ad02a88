#!/usr/bin/env node
// Finds what runs Splitbrain: the sources of a checkout or the built package, under a Node that is new enough.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [major, minor] = process.versions.node.split('.').map(Number)
const source = new URL('../cli/main.ts', import.meta.url)
const built = new URL('../dist/cli/main.js', import.meta.url)

if (major > 22 || (major === 22 && minor >= 18)) {
  endWithLauncher()
  keepCompiled()
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
  launch(newer)
}

/**
 * Runs the same command under another Node. That is in a process group of its own, so that it gets each signal once,
 * from here, whether a terminal sent it to the whole group or somebody to this process alone.
 */
function launch(node) {
  const child = spawn(node, process.argv.slice(1), {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: true,
  })
  const ends = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']
  for (const signal of ends) process.on(signal, () => child.kill(signal))
  process.on('SIGTSTP', () => {
    child.kill('SIGSTOP')
    process.kill(process.pid, 'SIGSTOP')
  })
  process.on('SIGCONT', () => child.kill('SIGCONT'))
  child.on('error', (error) => {
    console.error(`splitbrain: ${node} can't be run (${error.message}): run npm ci again.`)
    process.exit(70)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    for (const each of ends) process.removeAllListeners(each)
    process.kill(process.pid, signal)
  })
}

/**
 * Hundreds of modules, compiled once for all runs; where that can't be kept, nothing but time is lost. Made here, since
 * Node would make a TMPDIR that is missing too, and tries for ever where nothing can be made.
 */
function keepCompiled() {
  const folder = process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), 'node-compile-cache')
  try {
    mkdirSync(folder)
  } catch (error) {
    if (error.code !== 'EEXIST') return
  }
  module.enableCompileCache(folder)
}

/** A launcher that is killed can hand nothing on any more, but its end of the channel closes: that is a Ctrl-C too. */
function endWithLauncher() {
  if (process.channel === undefined) return
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel.unref()
}

function findNewerNode() {
  try {
    const name = `node-${process.platform}-${process.arch}`
    return createRequire(import.meta.url).resolve(`${name}/bin/node`)
  } catch {
    return undefined
  }
}
