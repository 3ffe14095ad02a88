import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outputFolder, runScenario, small } from './splitbrain.ts'
import { tellRun } from './tell-run.ts'

const env = {
  PGOPTIONS: '-c synchronous_commit=off',
  PGSSLMODE: 'require',
  PGHOST: 'elsewhere.invalid',
  PGUSER: 'somebody',
  PGSERVICE: 'elsewhere',
  PGPASSFILE: '/nonexistent',
  PGDATA: '/nonexistent',
  PGPORT: '1',
}

test("the user's environment makes no accuser of a run", async () => {
  await using output = await outputFolder()
  const args = ['--sync', 'on', '--faults', 'kill-primary', '--time-limit', '9', ...small]
  const { exitCode, results } = await runScenario(output.path, args, env)
  assert.equal(results.error, undefined, tellRun(results))
  assert.equal(results.lost, 0)
  assert.notEqual(results.verdict, 'fail', tellRun(results))
  assert.ok([0, 2].includes(exitCode!), `exit code ${exitCode}`)
})
