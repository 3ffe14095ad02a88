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

/**
 * What is not found here: two violations whose proof takes an order of writes that neither reads nor the promise tell,
 * and those of read atomic and causal, which the authors define with the order of each session and Elle's names don't.
 */
const isFound = ({ file, level }: Known): boolean =>
  !/pg_ser_bug|dgraph_si/.test(file) && level !== 'read-atomic' && level !== 'causal-cerone'

const skip = !isThere && 'shared/histories is not there'

describe('registers of known levels', { skip }, () => {
  const known = isThere ? (JSON.parse(readFileSync(manifest, 'utf8')) as Known[]) : []
  for (const { file, level, holds } of known.filter((each) => each.holds || isFound(each)))
    it(`${file} ${holds ? 'keeps' : 'breaks'} ${level}`, () => {
      const lines = readFileSync(new URL(`../${file}`, folder), 'utf8')
        .trim()
        .split('\n')
      const operations = lines.map((line, index) => ({ ...JSON.parse(line), index, timeNs: index }))
      const history = History.from(operations, { completionOnly: true })
      const { verdict, anomalies } = rwRegister().check(history, { consistency: level })
      if (holds) assert.notEqual(verdict, 'fail', anomalies[0]?.summary)
      else assert.equal(verdict, 'fail')
    })
})
