import { createReadStream } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { SplitbrainError } from '../../../history/errors.ts'
import { inDraft } from '../../../runner/runtimes/drafts.ts'
import type { LoadAsked, Loaded, Target } from '../asked.ts'
import { addLine, emptyLog, type Logged } from './log.ts'
import { findPgbench } from './program.ts'
import { readSaid, type Said } from './said.ts'

export type PgbenchLoad = Omit<LoadAsked, 'replicas' | 'warmUpSeconds' | 'pipelined' | 'history'>

/** Beyond the time of the load: connecting, the last answers, and the start of a container. */
const GRACE_MS = 30_000
const LOG = 'log'

/**
 * Has pgbench put a load on a server, with statements prepared and one thread, as our own client. It waits for each answer:
 * only what a script itself puts between \startpipeline and \endpipeline is sent at once. `seconds` is a whole number.
 */
export function pgbenchLoad(
  asked: PgbenchLoad,
  signal?: AbortSignal,
): Promise<{ loaded: Loaded; about: string }> {
  return inDraft('pgbench', async (folder) => {
    const { about, run } = await findPgbench(folder)
    for (const { name, text } of asked.mix.scripts)
      await writeFile(join(folder, fileOf(name)), text)
    const { user, password } = asked.target.credentials
    const passwords = `*:*:*:${escaped(user)}:${escaped(password)}\n`
    await writeFile(join(folder, 'passfile'), passwords, { mode: 0o600 })
    const late = AbortSignal.timeout(asked.seconds * 1000 + GRACE_MS)
    const over = AbortSignal.any([late, ...(signal ? [signal] : [])])
    const said = async (args: string[]) => {
      const ended = await run([...args, conninfoOf(asked.target)], folder, over)
      return readSaid(ended)
    }
    try {
      // What it takes to start and to connect is no part of the load.
      const start = await said([...commonOf(asked), '--transactions=1'])
      const whole = await said([...commonOf(asked), ...timeOf(asked)])
      const spent = Math.max(0, whole.processorSeconds - start.processorSeconds)
      return { loaded: await loadedOf(asked, { ...whole, processorSeconds: spent }, folder), about }
    } catch (error) {
      signal?.throwIfAborted()
      throw late.aborted ? tooLate() : error
    }
  })
}

async function loadedOf(
  { rate }: PgbenchLoad,
  { transactions, perSecond, processorSeconds }: Said,
  folder: string,
): Promise<Loaded> {
  const { latencies, lateness, failed } = await readLogs(folder)
  return {
    seconds: transactions / perSecond,
    transactions,
    failed,
    latencies,
    processorSeconds,
    ...(rate !== undefined && { lateness }),
  }
}

function tooLate(): SplitbrainError {
  const message = `pgbench did not end ${GRACE_MS / 1000} s after the end of the load: its server leaves transactions unanswered.`
  return new SplitbrainError('timeout', message)
}

function commonOf({ mix, clients, seed, scale }: PgbenchLoad): string[] {
  return [
    '--no-vacuum',
    '--protocol=prepared',
    '--failures-detailed',
    `--client=${clients}`,
    `--scale=${scale}`,
    `--random-seed=${seed}`,
    ...mix.scripts.map(({ name, weight }) => `--file=${fileOf(name)}@${weight}`),
  ]
}

function timeOf({ seconds, rate }: PgbenchLoad): string[] {
  const pace = rate === undefined ? [] : [`--rate=${rate}`]
  return [`--time=${seconds}`, '--log', `--log-prefix=${LOG}`, ...pace]
}

function conninfoOf({ endpoint: { host, port }, credentials: { user, database } }: Target): string {
  const words = { host, port, user, dbname: database, passfile: 'passfile' }
  const modes = { sslmode: 'disable', gssencmode: 'disable', application_name: 'splitbrain' }
  return Object.entries({ ...words, ...modes })
    .map(([name, value]) => `${name}='${String(value).replace(/['\\]/g, '\\$&')}'`)
    .join(' ')
}

/** A name that is no path, and has no weight for pgbench to see. */
function fileOf(name: string): string {
  return `${name.replaceAll(/[^\w.-]/g, '_')}.script`
}

/** As a file of passwords has its fields. */
function escaped(field: string): string {
  return field.replace(/[:\\]/g, '\\$&')
}

async function readLogs(folder: string): Promise<Logged> {
  const logged = emptyLog()
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${LOG}.`))
  for (const name of names)
    for await (const line of createInterface({ input: createReadStream(join(folder, name)) }))
      addLine(line, logged)
  return logged
}
