import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { IntegrityResult } from '../../checkers/integrity/integrity.ts'
import { chooseScenario } from '../../cli/choose.ts'
import { execute } from '../../cli/execute.ts'
import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { connect, hangUp } from '../../scenarios/databases/postgres/connect.ts'
import type { HotStandby } from '../../scenarios/topologies/hot-standby/cluster.ts'
import { provenRunOf } from './run-of.ts'
import { outputFolder } from './splitbrain.ts'

/** Bytes of a relation's file that are written over while its server is down. */
interface Damage {
  relation: string
  offset: number
  bytes: number
  /** What they are taken from. */
  source: '/dev/zero' | '/dev/urandom'
}

const PAGE = 8192

const damages: Record<string, { damage?: Damage; verdict: string; told: RegExp }> = {
  'a sound cluster': { verdict: 'pass', told: /^$/ },
  // The first rows are at the end of their page.
  'a row of garbage': {
    damage: { relation: 'elements', offset: PAGE - 64, bytes: 64, source: '/dev/urandom' },
    verdict: 'fail',
    told: /^p?g?_?amcheck on (?<node>n[12]) says: .*elements.*": .*invalid page in block 0/,
  },
  // A page of zeros has no checksum that could fail.
  'an index page of zeros': {
    damage: { relation: 'elements_pkey', offset: PAGE, bytes: PAGE, source: '/dev/zero' },
    verdict: 'fail',
    told: /^p?g?_?amcheck on (?<node>n[12]) says: btree index ".*elements_pkey": .*unexpected zero page/,
  },
}

/** What is broken behind a server's back is found on the node that it was done to, and nowhere else. */
export function corruptions(
  runtime: RuntimeName,
  skip: string | false,
  names = Object.keys(damages),
): void {
  describe(`corruption on the ${runtime} runtime`, { skip }, () => {
    for (const [seed, name] of names.entries())
      test(name, async () => {
        const { damage, verdict, told } = damages[name]
        await using output = await outputFolder()
        const { results, node } = await damaged(runtime, output.path, seed, damage)
        const found = results.checks.integrity as IntegrityResult
        const seen = JSON.stringify({ error: results.error, found }, null, 2)
        assert.equal(found.verdict, verdict, seen)
        const said = told.exec(found.anomalies[0]?.summary ?? '')
        assert.ok(said !== null, seen)
        assert.equal(said.groups?.node, node)
        const tools = runtime === 'docker' ? 5 : 4
        assert.equal(found.inspections.length, 2 * tools, seen)
        const complaining = found.inspections.filter(({ findings }) => findings.length > 0)
        assert.ok(
          complaining.every((each) => each.node === node),
          seen,
        )
        if (damage === undefined) return
        assert.equal(results.verdict, 'fail')
        const reasons = results.findings.map(({ reason }) => reason)
        assert.ok(
          reasons.some((reason) => /No claim allows what integrity found/.test(reason)),
          seen,
        )
      })

    test('rows of which a disk forgot the end make the run red, whatever the server says', async () => {
      const schedule = [{ fault: 'truncate-file-server', at: '1500ms' }]
      // A fault that shuts a server down and starts it anew must be over before the load is.
      const words = { schedule, rate: 100, concurrency: 2, timeLimit: 6 }
      const results = await provenRunOf('point-in-time', words, { runtime })
      assert.equal(results.verdict, 'fail', JSON.stringify(results.error))
      assert.ok(results.lost! > 0)
      const reasons = results.findings.map(({ reason }) => reason)
      assert.ok(reasons.some((reason) => /No claim allows what durability found/.test(reason)))
    })
  })
}

/** A short run whose primary is shut down and damaged before it is read for the last time. */
async function damaged(
  runtime: RuntimeName,
  output: string,
  seed: number,
  damage?: Damage,
): Promise<{ results: RunResults; node?: string }> {
  const words = { standbys: 1, rate: 100, concurrency: 2, timeLimit: 3, faults: [] }
  const scenario = chooseScenario('hot-standby', words)
  const { start } = scenario
  let node: string | undefined
  scenario.start = async (opened) => {
    const cluster = (await start(opened)) as HotStandby
    const heal = cluster.heal.bind(cluster)
    cluster.heal = async (limitMs) => {
      await heal(limitMs)
      if (damage === undefined) return
      // A busy machine may have made the operator fail over.
      node = cluster.primary()
      await inflict(cluster, damage)
      await heal(limitMs)
    }
    return cluster
  }
  const cancelled = new AbortController().signal
  const { results } = await execute({ scenario, runtime, seed, output, cancelled })
  return { results, node }
}

async function inflict(cluster: HotStandby, damage: Damage): Promise<void> {
  const [node] = cluster.at('primary')
  const { relation, offset, bytes, source } = damage
  const endpoint = node.endpoint()
  const client = await connect({ endpoint, credentials: cluster.credentials, timeoutMs: 10_000 })
  const { rows } = await client.query('SELECT pg_relation_filepath($1::regclass) AS path', [
    relation,
  ])
  hangUp(client)
  // A fast shutdown, which leaves every page on disk and nothing to replay.
  await node.stop()
  await node.boot()
  const place = ['bs=1', `seek=${offset}`, `count=${bytes}`, 'conv=notrunc']
  const argv = ['dd', `if=${source}`, `of=data/${rows[0].path}`, ...place]
  const { exitCode, output } = await node.exec(argv)
  assert.equal(exitCode, 0, output)
}
