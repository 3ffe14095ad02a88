import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { outputFolder, runScenario, small } from './splitbrain.ts'
import { tellRun } from './tell-run.ts'
import type { ToxiproxyProcess } from './toxiproxy.ts'

/** A run over a Toxiproxy that the user named, which leaves others' proxies alone; and nothing fails in it. */
export function calmRunOver(
  server: ToxiproxyProcess,
  runtime: RuntimeName,
  skip: string | false,
): void {
  test(`a run that sees no failover is unknown, never green (${runtime})`, { skip }, async () => {
    await using output = await outputFolder()
    const words = ['--runtime', runtime, '--toxiproxy', server.url]
    const calm = ['--faults', 'none', '--time-limit', '3', ...small]
    const { exitCode, json, results } = await runScenario(output.path, [...words, ...calm])
    assert.equal(exitCode, 2, tellRun(results))
    assert.match(json.runs[0].findings[0].reason, /^No claim was on trial/)
    assert.ok(json.runs[0].acknowledged! > 0)
    assert.match(results.run.versions.toxiproxy, /\(named\)$/)
    assert.ok(results.run.command.includes(`--toxiproxy ${server.url}`))
    assert.deepEqual(await server.proxies(), ['theirs'])
  })
}
