import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { FENCED, promotion, PROMOTING } from './promotion.ts'

describe('what a daemon runs to promote its server', () => {
  let home: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'splitbrain-promotion-'))
    // It stands for repmgr, and takes its time.
    const repmgr = '#!/bin/sh\necho "$@" > said\nsleep 0.2\nexit 3\n'
    await writeFile(join(home, 'repmgr'), repmgr, { mode: 0o700 })
  })
  afterEach(() => rm(home, { recursive: true }))

  const there = (name: string) => existsSync(join(home, name))
  const run = (isFencing: boolean) => {
    const env = { ...process.env, PATH: `${home}:${process.env.PATH}` }
    return once(spawn('sh', ['-c', promotion(home, 'x.conf', isFencing)], { env }), 'exit')
  }
  const comes = async (name: string) => {
    for (let looks = 0; !there(name); looks++) {
      assert.ok(looks < 500, `${name} is not there`)
      await sleep(10)
    }
  }

  test('is to be seen for as long as it takes, and ends as repmgr does', async () => {
    const ended = run(false)
    await comes('said')
    assert.ok(there(PROMOTING))
    assert.equal((await ended)[0], 3)
    assert.ok(!there(PROMOTING))
    const said = await readFile(join(home, 'said'), 'utf8')
    assert.equal(said, 'standby promote --config-file=x.conf\n')
  })

  test('promotes nobody before the old primary is fenced, though one was before', async () => {
    await writeFile(join(home, FENCED), '')
    const ended = run(true)
    await comes(PROMOTING)
    await sleep(300)
    assert.ok(!there('said'))
    await writeFile(join(home, FENCED), '')
    await ended
    assert.ok(there('said'))
  })
})
