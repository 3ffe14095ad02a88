import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { after, describe, test } from 'node:test'
import { outputFolder, phaseBegins, runScenario, splitbrain } from '../runs/splitbrain.ts'
import { startOwnServers } from '../external/own-servers.ts'

const LIMIT_MS = 60_000

describe('external gives somebody’s servers back', async () => {
  const own = await startOwnServers()
  after(() => own[Symbol.asyncDispose]())
  const running = (output: string, ...args: string[]) =>
    splitbrain(['run', 'external', '--cluster', own.file, '--output', output, ...args])

  async function until(isSo: () => Promise<boolean> | boolean, what: string): Promise<void> {
    const end = performance.now() + LIMIT_MS
    while (!(await isSo())) {
      if (performance.now() > end) assert.fail(`${what}: ${own.done.join(', ')}`)
      await sleep(100)
    }
  }

  test('a run by addresses alone is judged, and leaves no schema and no password', async () => {
    await using output = await outputFolder()
    const { n1 } = own.content.nodes
    const file = await own.write('dsn.yaml', { write: n1.dsn })
    const asked = ['--cluster', file, '--workload', 'list-append', '--time-limit', '4']
    const { results, stderr, latest } = await runScenario(output.path, asked, {}, 'external')
    assert.equal(results.verdict, 'pass', stderr)
    assert.deepEqual(await own.schemas(), [])
    const { execa } = await import('execa')
    for (const secret of ['hunter/2', 'hunter%2F2']) {
      const found = await execa('grep', ['-rl', secret, latest, output.path], { reject: false })
      assert.equal(found.stdout, '')
    }
    assert.match(results.run.command, /run external --cluster \S+dsn\.yaml /)
  })

  test('killed in the middle of a fault, its node is thawed and its schema dropped', async () => {
    await using output = await outputFolder()
    own.done.length = 0
    const harness = running(output.path, '--yes', '--faults', 'pause-n2', '--time-limit', '30')
    await phaseBegins(harness, 'load and faults')
    await until(() => own.done.includes('pause n2'), 'n2 was not frozen')
    assert.equal((await own.schemas()).length, 1)
    harness.kill('SIGKILL')
    await until(() => own.done.includes('resume n2'), 'n2 was not thawed')
    await until(async () => (await own.schemas()).length === 0, 'the schema is left')
  })

  test('what is wrong is told in a line, before anything is done', async () => {
    own.done.length = 0
    await using output = await outputFolder()
    const { n1, n2 } = own.content.nodes
    const refused = async (content: object, words: string[], message: RegExp) => {
      const file = await own.write('wrong.yaml', content)
      const args = ['run', 'external', '--cluster', file, '--output', output.path, ...words]
      const { exitCode, stderr } = await splitbrain(args)
      assert.match(stderr, message)
      assert.doesNotMatch(stderr.trim(), /\n|hunter/)
      assert.notEqual(exitCode, 0)
    }
    const gone = { ...n2, dsn: n2.dsn.replace(/:\d+\/postgres$/, ':1/postgres') }
    const quiet = { nodes: { n1, n2 } }
    await refused(
      { nodes: { n1, n2: gone } },
      [],
      /wrong\.yaml:\d+:\d+: n2 does not answer at post/,
    )
    await refused({ ...quiet, read: n1.dsn }, [], /wrong\.yaml:\d+:\d+: read leads to the primary/)
    await refused(quiet, ['--faults', 'kill-primary'], /would break n1, n2 of \S+ by kill-primary/)
    const { kill: _, ...hooks } = n2.hooks
    await refused(
      { nodes: { n1, n2: { ...n2, hooks } } },
      ['--faults', 'kill-n2', '--yes'],
      /kill-n2 needs the hooks kill and start of n2/,
    )
    assert.deepEqual(own.done, [])
    assert.deepEqual(await own.schemas(), [])
  })

  test('a hook that fails, hangs or does nothing ends in no pass, and is quoted', async () => {
    const { n1, n2 } = own.content.nodes
    const by = async (...script: string[]) => {
      await using output = await outputFolder()
      const hooks = { ...n2.hooks, kill: [process.execPath, '-e', ...script] }
      const content = { timeout: 2, nodes: { n1, n2: { ...n2, hooks } } }
      const file = await own.write('hook.yaml', content)
      const asked = ['--cluster', file, '--yes', '--faults', 'kill-n2', '--time-limit', '10']
      return await runScenario(output.path, asked, {}, 'external')
    }
    const failed = await by('console.log("no such host"); process.exit(9)')
    assert.match(
      failed.results.error!.message,
      /hook kill of n2 failed \(9\); it said: no such host/,
    )
    assert.notEqual(failed.results.verdict, 'pass')
    const idle = await by('')
    assert.match(JSON.stringify(idle.results.findings), /The fault kill-n2 on n2 did nothing/)
    assert.equal(idle.results.verdict, 'unknown')
    assert.deepEqual(await own.schemas(), [])
  })
})
