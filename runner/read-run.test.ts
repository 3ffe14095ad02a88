import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readRecord, readResults, readStates } from './read-run.ts'

const folder = mkdtempSync(join(tmpdir(), 'read-run-'))
after(() => rmSync(folder, { recursive: true }))

const record = {
  id: 'a',
  scenario: 'hot-standby',
  runtime: 'embedded',
  workload: 'set',
  faults: [],
  seed: 7,
  command: 'npx splitbrain run',
  options: { sync: 'on' },
  versions: { node: '24' },
  machine: { os: 'Linux', arch: 'x64', cpu: 'any', cores: 2, memoryBytes: 1 },
  startedAt: '2026-01-01T00:00:00.000Z',
}
const results = { verdict: 'pass', phases: [{ name: 'start', startNs: 1, endNs: 2 }] }
const write = (name: string, text: string) => writeFileSync(join(folder, name), text)

test('files of this version and of those before formats were numbered are read', async () => {
  for (const format of [{}, { format: 0 }, { format: 1 }]) {
    write('run.json', JSON.stringify({ ...format, ...record }))
    assert.deepEqual(await readRecord(folder), record)
    write('results.json', JSON.stringify({ ...format, ...results }))
    assert.deepEqual((await readResults(folder)).phases, results.phases)
  }
})

for (const [name, read, whole] of [
  ['run.json', readRecord, record],
  ['results.json', readResults, results],
] as const) {
  const refused = async (text: string, message: RegExp) => {
    write(name, text)
    await assert.rejects(read(folder), { exitCode: 64, message })
  }

  test(`${name} of a later version is refused with the version's number`, async () => {
    await refused(JSON.stringify({ ...whole, format: 2 }), /has format 2, .* reads up to 1/)
    await refused(JSON.stringify({ format: 99 }), /has format 99/)
    await refused(JSON.stringify({ ...whole, format: '1' }), /has format "1"/)
    await refused(JSON.stringify({ ...whole, format: -1 }), /has format -1/)
  })

  test(`${name} that is cut off or of another shape is refused with its name`, async () => {
    const text = JSON.stringify(whole)
    for (const cut of ['', text.slice(0, -1), text.slice(0, text.length / 2)])
      await refused(cut, new RegExp(`${name} is cut off or damaged`))
    for (const wrong of ['null', '[]', '7', '"text"', '{}'])
      await refused(wrong, new RegExp(`${name} is not what a run writes`))
  })

  test(`${name} that is missing is wrong usage, with what to name instead`, async () => {
    await assert.rejects(read(join(folder, 'nowhere')), { code: 'usage', message: /runs\/latest/ })
  })
}

test('a part of another shape is named', async () => {
  write('run.json', JSON.stringify({ ...record, options: 'none' }))
  await assert.rejects(readRecord(folder), /run\.json is not what a run writes at options/)
  write('results.json', JSON.stringify({ ...results, phases: [{ name: 'start' }] }))
  await assert.rejects(readResults(folder), /results\.json is not .* at phases\.0\.startNs/)
})

const state = { timeNs: 5, node: 'n1', role: 'primary', lsnBytes: 100 }
const link = { timeNs: 5, link: 'n1-to-n2', effects: ['cut'] }

test('no states are none, and a last line that was cut off is left out', async () => {
  assert.deepEqual(await readStates(folder), { states: [], links: [] })
  write('state.jsonl', `${JSON.stringify(state)}\n${JSON.stringify(link)}\n`)
  assert.deepEqual(await readStates(folder), { states: [state], links: [link] })
  appendFileSync(join(folder, 'state.jsonl'), '{"timeNs":6,"no')
  assert.deepEqual(await readStates(folder), { states: [state], links: [link] })
})

test('a broken line among the states is refused with its number', async () => {
  for (const line of [
    '{"timeNs":6,"no',
    '',
    '7',
    'null',
    '{"timeNs":"6","node":"n1","role":"x"}',
  ]) {
    write('state.jsonl', `${JSON.stringify(state)}\n${line}\n${JSON.stringify(state)}\n`)
    await assert.rejects(readStates(folder), { exitCode: 64, message: /state\.jsonl:2/ }, line)
  }
})
