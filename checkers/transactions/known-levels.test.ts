import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { History } from '../../history/history.ts'
import { rwRegister } from './rw-register.ts'

const folder = new URL('../../../shared/histories/txn-register/', import.meta.url)
const manifest = new URL('manifest.json', folder)
const isThere = existsSync(manifest)

/** A history of registers and a level that complete checkers found it to keep or to break. */
interface Known {
  file: string
  level: string
  holds: boolean
}

const skip = !isThere && 'shared/histories is not there'

describe('registers of known levels', { skip }, () => {
  const known = isThere ? (JSON.parse(readFileSync(manifest, 'utf8')) as Known[]) : []
  for (const { file, level, holds } of known)
    it(`${file} ${holds ? 'keeps' : 'breaks'} ${level}`, () => {
      const lines = readFileSync(new URL(`../${file}`, folder), 'utf8')
        .trim()
        .split('\n')
      const operations = lines.map((line, index) => ({ ...JSON.parse(line), index, timeNs: index }))
      const history = History.from(operations, { completionOnly: true })
      const { verdict, anomalies } = rwRegister().check(history, { consistency: level })
      assert.equal(verdict, holds ? 'pass' : 'fail', anomalies[0]?.summary)
    })
})
