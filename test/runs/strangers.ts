import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { execa } from 'execa'
import { chooseScenario } from '../../cli/choose.ts'
import type { RunRecord } from '../../runner/results.ts'
import { openRuntime, type RuntimeName } from '../../runner/runtimes/open.ts'
import type { Node, Runtime } from '../../runner/runtimes/runtime.ts'
import { workFolder } from '../../runner/runtimes/work-folder.ts'
import { run } from '../../runner/run.ts'
import { scrub } from '../../runner/secrets.ts'
import { RunFolder } from '../../runner/store.ts'
import type { Cluster } from '../../runner/topology.ts'
import type { HotStandby } from '../../scenarios/topologies/hot-standby/cluster.ts'
import { connect } from '../../scenarios/databases/postgres/connect.ts'
import { watchCommandLines } from './command-lines.ts'
import { outputFolder } from './splitbrain.ts'

/** Nobody's number, as another person's of this machine. */
const STRANGER = 65_533

/** What a run shows, and what strangers and clients can do in the middle of it. */
export function keepsItsSecrets(runtimeName: RuntimeName, skip: string | false): void {
  describe(`a run on the ${runtimeName} runtime`, { skip }, () => {
    let seen: Seen
    before(async () => {
      await using output = await outputFolder()
      seen = await watchedRun(runtimeName, output.path)
    })

    test('shows its passwords in no list of processes', () => {
      assertClean('the list of processes', seen.commandLines)
      assertClean('what nodes were told to run', seen.commands.join('\n'))
      assert.ok(seen.commands.some((line) => line.includes('passfile')))
    })

    test('shows them in no log and no file that it keeps', () => {
      assert.ok(seen.logs.join('').includes('parameter "primary_conninfo" changed'))
      assertClean('the live logs', seen.logs.join('\n'))
      assert.ok(seen.kept.some(({ path }) => path.endsWith('n2.log')))
      for (const { path, text } of seen.kept) assertClean(path, text)
    })

    const notRoot = process.getuid?.() !== 0 && 'only root can become somebody else'
    test('is closed to another user of the machine', { skip: notRoot }, () => {
      assert.ok(seen.byStranger.endsWith('\ntried'))
      assert.deepEqual(seen.byStranger.match(/^READ .*/gm), null)
      assertClean('what a stranger sees', seen.byStranger)
    })

    test("gives its clients no superuser's rights", () => {
      assert.deepEqual(
        seen.byClient,
        attempts.map(() => '42501'),
      )
    })
  })
}

interface Seen {
  /** Of all processes of this machine, while the run lasted. */
  commandLines: string
  /** What was run on nodes. */
  commands: string[]
  /** As nodes told them. */
  logs: string[]
  kept: { path: string; text: string }[]
  byStranger: string
  /** What became of each attempt. */
  byClient: unknown[]
}

const attempts = [
  "COPY (SELECT 1) TO PROGRAM 'true'",
  "SELECT pg_read_file('passfile')",
  'ALTER SYSTEM SET fsync = off',
  'SELECT rolpassword FROM pg_authid',
  'ALTER ROLE client SUPERUSER',
]

async function asClient(cluster: HotStandby): Promise<unknown[]> {
  const { credentials } = cluster
  const [endpoint] = cluster.route({ access: 'write' }, 0).endpoints
  const client = await connect({ endpoint, credentials, timeoutMs: 10_000 })
  const refusals: unknown[] = []
  for (const attempt of attempts)
    refusals.push(await client.query(attempt).catch(({ code }) => code))
  await client.end()
  return refusals
}

/** A small run in this process, and what was seen of it. */
async function watchedRun(runtimeName: RuntimeName, output: string): Promise<Seen> {
  const seen = { commands: [] as string[], logs: [] as string[] }
  const id = `strangers-${runtimeName}-${process.pid}`
  const record = { id, scenario: 'hot-standby', seed: 1, versions: {} } as RunRecord
  // Of two standbys one follows the other, by settings that its server's log repeats.
  const words = { faults: ['kill-primary'], standbys: 2, timeLimit: 8, concurrency: 2, rate: 20 }
  const scenario = chooseScenario('hot-standby', words)
  let cluster: HotStandby
  const start = async (runtime: Runtime) =>
    (cluster = (await scenario.start(runtime)) as HotStandby)
  const during = () => Promise.all([asStranger(cluster), asClient(cluster)])
  let acts: ReturnType<typeof during> | undefined
  const commandLines = watchCommandLines()
  const results = await run({
    scenario: { ...scenario, start },
    record,
    folder: await RunFolder.make(output, record),
    openRuntime: async () => watched(await openRuntime(runtimeName, { runId: id, progress() {} })),
    progress: { phase() {}, load: () => void (acts ??= during()), event() {} },
    cancelled: new AbortController().signal,
    report: async () => {},
  })
  assert.equal(results.error, undefined)
  const [byStranger, byClient] = await acts!
  const kept = await everyFileIn(output)
  return { ...seen, commandLines: await commandLines(), kept, byStranger, byClient }

  function watched(runtime: Runtime): Runtime {
    const startNode = runtime.start.bind(runtime)
    runtime.start = async (spec) => {
      const node = await startNode(spec)
      watchNode(node)
      return node
    }
    return runtime
  }

  function watchNode(node: Node): void {
    const { exec, logs } = node
    node.exec = (argv, input) => {
      seen.commands.push(argv.join(' '))
      return exec.call(node, argv, input)
    }
    node.logs = async () => {
      const text = await logs.call(node)
      seen.logs.push(text)
      return text
    }
  }
}

/** Lists folders, reads files and lists processes as somebody else; says READ of what it could. */
async function asStranger({ nodes }: Cluster): Promise<string> {
  const work = await workFolder()
  const homes = nodes.map(({ home }) => home)
  const files = homes.flatMap((home) => [`${home}.log`, join(home, 'passfile')])
  const script = `for path in "$@"; do
  if cat "$path" || ls "$path"; then echo "READ $path"; fi 2>&1
done; cat /proc/[0-9]*/cmdline | tr '\\0' '\\n'; echo; echo tried`
  const { stdout } = await execa('sh', ['-c', script, 'sh', work, ...homes, ...files], {
    uid: STRANGER,
    gid: STRANGER,
    cwd: '/',
    reject: false,
  })
  return stdout
}

async function everyFileIn(folder: string): Promise<{ path: string; text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile())
  return Promise.all(
    paths.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name)
      return { path, text: await readFile(path, 'utf8') }
    }),
  )
}

/** Every password of this process is one of the run's. */
function assertClean(what: string, text: string): void {
  const line = text.split('\n').find((each) => scrub(each) !== each)
  assert.equal(line && scrub(line), undefined, `${what} shows a password`)
}
