import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { check } from './check-command.ts'

interface Case {
  file: string
  args: string[]
  /** The right exit code, or those that are. */
  exit: number | number[]
  why: string
}

const folder = new URL('../../../shared/cases/', import.meta.url).pathname
const list = join(folder, 'cases.json')
const cases: Case[] = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []

describe('cases', { skip: !existsSync(list) && '../shared/cases is missing' }, () => {
  for (const { file, args, exit, why } of cases)
    it(`${file}: ${why}`, async () => {
      const { code, out, err } = await check(...args, join(folder, file))
      assert.ok([exit].flat().includes(code), `exit code ${code}, not ${exit}: ${out}${err}`)
    })
})
