import assert from 'node:assert/strict'
import { mkdir, mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { execa } from 'execa'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import { obeying, scripts, type Acts } from './recovery.ts'

/** A folder as a node's, what calls scripts there as Pgpool-II does, and acts that are noted. */
async function place(failing?: string) {
  const folder = await mkdtempDisposable(join(tmpdir(), 'pgpool-recovery-'))
  const cwd = folder.path
  await mkdir(join(cwd, 'data'))
  const run = async ([program, ...words]: string[], input = '') => {
    const { exitCode = 1, all } = await execa(program, words, {
      cwd,
      input,
      all: true,
      reject: false,
    })
    return { exitCode, output: all }
  }
  const node = { name: 'n1', exec: run } as unknown as Node
  const done: string[] = []
  const acts = Object.fromEntries(
    Object.values(scripts).map((name) => [
      name,
      async () => {
        if (name === failing) throw new Error(`no ${name}`)
        done.push(name)
      },
    ]),
  ) as Acts
  const callAll = async () => {
    for (const name of Object.values(scripts)) {
      const { exitCode } = await run([join(cwd, 'data', name), 'n2', 'data'])
      if (exitCode !== 0) throw new Error('pgpool_recovery failed')
    }
  }
  return { node, acts, done, callAll, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

describe('scripts that ask for what they can not do', () => {
  test('have it done, in the order in which they are called', async () => {
    await using here = await place()
    await obeying(here.node, here.acts, here.callAll)
    assert.deepEqual(here.done, ['copy', 'catch_up', 'pgpool_remote_start'])
  })

  test('fail where that fails, and it is told why', async () => {
    await using here = await place('catch_up')
    await assert.rejects(obeying(here.node, here.acts, here.callAll), /no catch_up/)
    assert.deepEqual(here.done, ['copy'])
  })

  test('are waited for no longer than who calls them', async () => {
    await using here = await place()
    const refused = async () => {
      throw new Error('node 1 is alive')
    }
    await assert.rejects(obeying(here.node, here.acts, refused), /is alive/)
  })
})
