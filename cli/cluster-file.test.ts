import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { clusterIn, readCluster } from './cluster-file.ts'
import { parseYaml } from './yaml-file.ts'

process.env.DB_PASSWORD = 'hunter2'
after(() => delete process.env.DB_PASSWORD)

/** What is wrong with a cluster file, after its name. */
function refusal(text: string): string {
  let message = ''
  assert.throws(
    () => clusterIn(parseYaml(text, 'own.yaml')),
    (error: Error & { code: string }) => {
      message = error.message
      return error.code === 'usage' && message.startsWith('own.yaml:')
    },
    text,
  )
  assert.doesNotMatch(message, /\n|secret/)
  return message.slice('own.yaml:'.length)
}

const nodes = 'nodes:\n  n1:\n    dsn: postgres://a:secret@db\n'

test('a key that is not known is told with its place and the nearest right one', () => {
  assert.match(refusal(`wirte: x\n${nodes}`), /^1:1: .* "wirte": did you mean write\?$/)
  assert.match(
    refusal(`${nodes}    hoks: {}`),
    /^4:5: .*key of nodes\.n1 "hoks": did you mean hooks\?/,
  )
  assert.match(
    refusal(`${nodes}    hooks: { kil: [x] }`),
    /^4:14: There is no key of nodes\.n1\.hooks "kil": did you mean kill\?$/,
  )
})

test('a value that is not understood is told with its place and what is, and no password with it', () => {
  assert.match(refusal('write: [postgres, secret]'), /^1:8: write takes a DSN, as postgres:/)
  assert.match(refusal('write: postgres:secret'), /^1:8: write takes a DSN such as/)
  assert.match(
    refusal('write: postgres://a:${NOWHERE}@x'),
    /^1:8: write names \$\{NOWHERE\}, which/,
  )
  assert.match(refusal(`${nodes}timeout: 0`), /^4:10: timeout takes a number of seconds/)
  assert.match(refusal(`${nodes}sync: yes`), /^4:7: sync takes one of async, off,/)
  assert.match(
    refusal(`${nodes}    hooks: { kill: "ssh db kill" }`),
    /^4:20: nodes\.n1\.hooks\.kill takes a command as a list of words/,
  )
  assert.match(
    refusal('nodes: { primary: { dsn: postgres://a@b } }'),
    /^1:10: primary can't be the name/,
  )
})

test('what lacks what a run needs is told so', () => {
  assert.match(refusal('sync: on'), /^1:1: needs write: a DSN, or nodes with a dsn each\.$/)
  assert.match(refusal(`${nodes}  n2: {}`), /^4:7: nodes\.n2 has neither dsn nor hooks\.role/)
  assert.match(
    refusal(`${nodes}    service: x`),
    /^4:14: nodes\.n1\.service says nothing without com/,
  )
  assert.match(refusal('- n1'), /^1:1: A cluster file has keys and values/)
  assert.match(refusal('nodes: ['), /^1:9: This is no YAML/)
})

test('no file is no cluster', async () => {
  await assert.rejects(readCluster(undefined), { code: 'usage', message: /with --cluster/ })
  await assert.rejects(readCluster('no/such.yaml'), {
    message: /--cluster no\/such\.yaml can't be/,
  })
})

for (const name of ['dsn', 'hooks', 'compose'])
  test(`docs/external/${name}.yaml is a cluster file`, () => {
    const text = readFileSync(new URL(`../docs/external/${name}.yaml`, import.meta.url), 'utf8')
    assert.ok(clusterIn(parseYaml(text, name)))
  })

test('what README.md shows as a cluster file is one', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const shown = [...readme.matchAll(/^```yaml\n((?:write|nodes):.*?)^```/gms)].map(
    ([, text]) => text,
  )
  assert.equal(shown.length, 2)
  for (const text of shown) assert.ok(clusterIn(parseYaml(text, 'README.md')))
})
