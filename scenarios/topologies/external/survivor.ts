import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Act } from '../../../runner/runtimes/external/acts.ts'
import type { Shared } from '../../../runner/runtimes/external/node.ts'
import { doingsOf, type Means } from './doings.ts'
import { dropSchema, type OwnSchema } from './schema.ts'

/** A machine that is to come back may take its time. */
const DROP_LIMIT_MS = 120_000

interface Owed {
  node: string
  act: Act
  told: string
}

/** What is to be done after a harness that can't do it any more; told over a pipe, so that no password is anywhere else. */
type Will =
  | { means: Means[] }
  | { made: OwnSchema }
  | { dropped: true }
  | { owed: Owed; id: number }
  | { settled: number }

/** The process that outlives a killed harness, and gives somebody's cluster back as it was. */
export interface Survivor extends Pick<Shared, 'owe'> {
  made(schema: OwnSchema): void
  dropped(): void
}

/** It waits for the end of its standard input, which only this process holds open, and does what is owed by then. */
export function startSurvivor(means: readonly Means[]): Survivor {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  child.unref()
  ;(child.stdin as unknown as { unref(): void }).unref()
  for (const each of [child, child.stdin]) each.on('error', () => {})
  const tell = (will: Will) => void child.stdin.write(`${JSON.stringify(will)}\n`)
  let next = 0
  tell({ means: [...means] })
  return {
    owe(owed) {
      const id = next++
      tell({ owed, id })
      return () => tell({ settled: id })
    },
    made: (schema) => tell({ made: schema }),
    dropped: () => tell({ dropped: true }),
  }
}

/** Hears the whole will, and carries out what is left of it: first nodes, for nothing is dropped on one that is down. */
async function outlive(): Promise<void> {
  let means: Means[] = []
  let schema: OwnSchema | undefined
  const owed = new Map<number, Owed>()
  for await (const line of createInterface({ input: process.stdin })) {
    const will = JSON.parse(line) as Will
    if ('means' in will) means = will.means
    if ('made' in will) schema = will.made
    if ('dropped' in will) schema = undefined
    if ('owed' in will) owed.set(will.id, will.owed)
    if ('settled' in will) owed.delete(will.settled)
  }
  for (const { node, act, told } of [...owed.values()].toReversed()) {
    const own = means.find(({ name }) => name === node)
    await (own && doingsOf(own)[act]?.({ told }))?.catch(() => {})
  }
  if (schema !== undefined) await dropSchema(schema, DROP_LIMIT_MS)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await outlive()
