import assert from 'node:assert/strict'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readResults, readStates } from './read-run.ts'
import type { NodeState, RunRecord, RunResults } from './results.ts'
import { newSecret } from './secrets.ts'
import { RunFolder } from './store.ts'

const parent = mkdtempSync(join(tmpdir(), 'store-'))
after(() => rmSync(parent, { recursive: true }))

const record = (id: string) => ({ id, scenario: 'hot-standby', seed: 7 }) as RunRecord
const state: NodeState = { timeNs: 5, node: 'n1', role: 'primary', lsnBytes: 100 }

test('a folder has its record before anything else, and latest points to the newest', async () => {
  const first = await RunFolder.make(parent, record('first'))
  const written = JSON.parse(readFileSync(join(first.path, 'run.json'), 'utf8'))
  assert.deepEqual(written, { format: 1, ...record('first') })
  assert.equal(readlinkSync(join(parent, 'latest')), 'first')
  await RunFolder.make(parent, record('second'))
  assert.equal(readlinkSync(join(parent, 'latest')), 'second')
})

test('a folder or a file of somebody else named latest stays, and the run has its folder', async (t) => {
  const said: string[] = []
  t.mock.method(process.stderr, 'write', (text: string) => said.push(text))
  for (const make of [mkdirSync, (path: string) => writeFileSync(path, 'mine')]) {
    const place = mkdtempSync(join(parent, 'taken-'))
    make(join(place, 'latest'))
    const folder = await RunFolder.make(place, record('x'))
    assert.ok(existsSync(join(folder.path, 'run.json')))
    assert.deepEqual(readdirSync(place).toSorted(), ['latest', 'x'])
    assert.equal(lstatSync(join(place, 'latest')).isSymbolicLink(), false)
  }
  assert.equal(said.length, 2)
  assert.match(said[0], /latest is no link of ours and stays as it is/)
})

test('what was written is read again, also through latest', async () => {
  const folder = await RunFolder.make(parent, record('whole'))
  const results = { run: record('whole'), verdict: 'pass', phases: [] as unknown } as RunResults
  folder.appendState([state, { ...state, node: 'n2', role: 'down' }])
  folder.appendState([{ ...state, timeNs: 9 }])
  await folder.writeLog('n1', 'ready')
  await folder.writeResults(results)
  assert.equal(readFileSync(join(folder.path, 'logs', 'n1.log'), 'utf8'), 'ready')
  const latest = join(parent, 'latest')
  assert.deepEqual(await readResults(latest), { format: 1, ...results })
  assert.deepEqual(
    (await readStates(latest)).states.map(({ timeNs, node }) => [timeNs, node]),
    [
      [5, 'n1'],
      [5, 'n2'],
      [9, 'n1'],
    ],
  )
})

test('at every moment there are whole results, the old ones or the new ones', async () => {
  const folder = await RunFolder.make(parent, record('replaced'))
  await folder.writeResults({} as RunResults)
  const large = { run: record('x'.repeat(1_000_000)) } as RunResults
  for (let round = 0; round < 5; round++) {
    let written = false
    const writing = folder.writeResults(large).then(() => (written = true))
    while (!written) {
      JSON.parse(readFileSync(join(folder.path, 'results.json'), 'utf8'))
      await new Promise(setImmediate)
    }
    await writing
  }
  assert.deepEqual(readdirSync(folder.path).toSorted(), ['logs', 'results.json', 'run.json'])
})

test('a place where no folder can be made is named', async () => {
  const file = join(parent, 'file')
  writeFileSync(file, '')
  await assert.rejects(RunFolder.make(file, record('x')), {
    code: 'unavailable',
    message: /--output/,
  })
})

test('nothing that is kept has a password in it', async () => {
  const folder = await RunFolder.make(parent, record('scrubbed'))
  const secret = newSecret()
  await folder.writeLog('n1', `password=${secret} host=n1`)
  await folder.writeReport(`<p>${secret}</p>`)
  const error = { code: 'crash', message: `no ${secret}`, phase: 'start' }
  await folder.writeResults({ run: record('scrubbed'), error } as RunResults)
  const kept = ['logs/n1.log', 'report.html', 'results.json', 'run.json']
  const texts = kept.map((name) => readFileSync(join(folder.path, name), 'utf8'))
  assert.deepEqual(
    texts.filter((text) => text.includes(secret)),
    [],
  )
  assert.equal(texts[0], 'password=*** host=n1')
})
