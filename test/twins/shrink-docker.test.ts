import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { isolatedPrimary } from '../../scenarios/findings/isolated-primary.ts'
import { skipContainers } from '../runs/docker.ts'
import { outputFolder, runScenario, splitbrain } from '../runs/splitbrain.ts'

// What the finding needs, beside what it doesn't.
const cut = (isolatedPrimary.words.faults as string[])[0]
const schedule = `[{fault: "delay-clients:ms=5", at: 500ms, for: 2s}, {fault: ${cut}, at: 3s}]`
const load = ['--fence', 'no', '--standbys', '1', '--rate', '100', '--concurrency', '2']

test(
  'a run in containers that failed is shrunk to the fault that it failed by',
  {
    skip: skipContainers,
  },
  async () => {
    await using output = await outputFolder()
    const words = ['--runtime', 'docker', ...load, '--time-limit', '10', '--schedule', schedule]
    const { results, latest } = await runScenario(output.path, words)
    assert.equal(results.verdict, 'fail')
    const bounds = ['--repeat', '1', '--budget', '6', '--output', join(output.path, 'more')]
    const { exitCode, stdout, stderr } = await splitbrain(['shrink', latest, ...bounds])
    assert.equal(exitCode, 0, stderr)
    assert.match(stdout, /^1 of 2 steps is enough: 1 of 1 run failed/)
    assert.equal(await readFile(join(latest, 'shrunk.yaml'), 'utf8'), `- fault: ${cut}\n  at: 3s\n`)
  },
)
