import assert from 'node:assert/strict'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { refuseUnwritable } from './writable.ts'

const folder = mkdtempSync(join(tmpdir(), 'writable-'))
after(() => rmSync(folder, { recursive: true }))
const at = (...names: string[]) => join(folder, ...names)

writeFileSync(at('file'), 'kept')
mkdirSync(at('there'))
symlinkSync(at('nowhere'), at('dangling'))

test('what can be written is left as it was', async () => {
  const before = readdirSync(folder)
  for (const output of [at('there'), at('there', 'deep', 'deeper'), at('new')])
    await refuseUnwritable({ output })
  for (const junit of [at('file'), at('new.xml')]) await refuseUnwritable({ junit })
  assert.deepEqual(readdirSync(folder), before)
  assert.deepEqual(readdirSync(at('there')), [])
  assert.equal(readFileSync(at('file'), 'utf8'), 'kept')
})

const proc = existsSync('/proc/self') ? ['/proc/x', '/proc/self/x/y'] : []

test('an output where no folder can be made is wrong usage', async () => {
  for (const output of [at('file'), at('file', 'below'), at('dangling'), ...proc])
    await assert.rejects(
      refuseUnwritable({ output }),
      { exitCode: 64, message: /^--output .* may write to\.$/ },
      output,
    )
})

test('a JUnit file that can not be written is wrong usage', async () => {
  for (const junit of [at('there'), at('new', 'junit.xml'), at('file', 'below'), ...proc])
    await assert.rejects(
      refuseUnwritable({ junit }),
      { exitCode: 64, message: /^--junit .* may write to\.$/ },
      junit,
    )
})
