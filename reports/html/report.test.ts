import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { History } from '../../history/history.ts'
import { failoverRun } from '../failover.fixture.ts'
import { headline } from '../sentence.ts'
import { prefixed } from './hostile.fixture.ts'
import { escapeHtml } from './markup.ts'
import { htmlReport } from './report.ts'

const run = failoverRun()
const whole = await htmlReport(run)

/** Every tag with its attributes' names; a `<` or `>` that is in no tag is one too many. */
function structure(document: string): string[] {
  const withoutStyle = document.replace(/<style>[^<]*<\/style>/, '')
  const tag = /<(!doctype html|\/?[a-z][a-z0-9]*)((?:\s+[a-zA-Z0-9-]+(?:="[^"<>]*")?)*)\s*\/?>/g
  assert.doesNotMatch(withoutStyle.replace(tag, ''), /[<>]/)
  return [...withoutStyle.matchAll(tag)].map(
    ([, name, attributes]) => `${name} ${attributes.replace(/="[^"]*"/g, '').trim()}`,
  )
}

test('the page tells the verdict, the claim, the figures and the command', () => {
  for (const text of [
    headline(run.results),
    run.results.claims[0].sentence,
    run.results.claims[0].reason,
    run.results.run.command,
    'Example CPU at 3.1 GHz',
  ])
    assert.ok(whole.includes(escapeHtml(text)), text)
  assert.match(whole, /<strong>591<\/strong>/)
  assert.match(whole, /<strong>3\.03 s<\/strong>/)
})

test('a link to which something was done has a lane and its lines in the table, the others have none', () => {
  assert.match(whole, /class="label"[^>]*>n2 → n1</)
  assert.match(whole, /<td[^>]*>cut<\/td>\s*<td[^>]*>n2-to-n1</)
  assert.doesNotMatch(whole, /clients-to-n1|clients → n1/)
})

test('what shows that a fault did something stands where it is undone, and beside what it cost', () => {
  assert.match(whole, /<td[^>]*>kill-primary is undone \(effect: processes gone 9\)<\/td>/)
  assert.match(whole, /<td[^>]*>processes gone 9<\/td>/)
})

test('each picture has words for those who do not see it, and a table', () => {
  const titles = ['Throughput', 'Latency', 'Replication lag']
  for (const kind of ['wide', 'narrow']) {
    const pictures = whole.matchAll(
      new RegExp(`<svg\\s+class="${kind}"[^>]*aria-label="([^"]{20,})"`, 'g'),
    )
    assert.equal([...pictures].length, titles.length)
  }
  for (const title of titles)
    assert.match(whole, new RegExp(`<summary>${title} as a table</summary>`))
})

test('an anomaly is told once, whoever found it, and the claims lead there', async () => {
  const { durability } = run.results.checks
  const { summary } = durability.anomalies[0]
  const twice = { ...run.results.checks, set: durability }
  const told = await htmlReport({ ...run, results: { ...run.results, checks: twice } })
  for (const page of [whole, told]) assert.equal(page.split(escapeHtml(summary)).length, 2)
  assert.match(told, /found by durability, set</)
  assert.match(told, /lost write: see <a href="#findings">/)
  assert.match(told, /<h2 id="findings">/)
})

test('a witness has the names of its summary and the lines of the history', async () => {
  const [anomaly] = run.results.checks.durability.anomalies
  const witness = anomaly.witness.map((operation, i) => ({ ...operation, label: `T${i}` }))
  const durability = { ...run.results.checks.durability, anomalies: [{ ...anomaly, witness }] }
  const checks = { ...run.results.checks, durability }
  const page = await htmlReport({ ...run, results: { ...run.results, checks } })
  assert.match(page, /<th[^>]*>T1<\/th>/)
  assert.match(page, /<td[^>]*>7494<\/td>/)
  assert.doesNotMatch(whole, />Name<\/th>\s*<th[^>]*>Began</)
})

test('the page holds everything itself, and its policy allows nothing else', () => {
  for (const [, address] of whole.matchAll(/\s(?:src|srcset|href|action|data)="([^"]*)"/g))
    assert.match(address, /^#findings$/)
  assert.doesNotMatch(whole, /<script|<link|<iframe|\sstyle=|\son[a-z]+=|url\(|@import/)
  const hash = createHash('sha256')
    .update(whole.match(/<style>([^<]*)<\/style>/)![1])
    .digest('base64')
  const policy = whole.match(/Content-Security-Policy"\s+content="([^"]*)"/)![1]
  assert.ok(policy.startsWith('default-src &#39;none&#39;;'), policy)
  assert.ok(policy.includes(`style-src &#39;sha256-${hash}&#39;`), policy)
})

test('hostile text anywhere in a run is text in the page and nothing else', async () => {
  const traps = [
    `"'><script>alert(1)</script><img src=x onerror=alert(1)>`,
    `\u0000</style></title><!--\u202e`,
  ]
  const harmless = structure(await htmlReport(prefixed(run, 'a harmless text')))
  for (const trap of traps)
    assert.deepEqual(structure(await htmlReport(prefixed(run, trap))), harmless)
})

test('a run that broke off before anything was recorded has its page too', async () => {
  const error = { code: 'runtime', message: 'No space left on device.', phase: 'set up' }
  const results = {
    ...run.results,
    verdict: 'unknown' as const,
    acknowledged: null,
    lost: null,
    claims: [],
    checks: {},
    error,
  }
  const page = await htmlReport({ results, history: History.from([]), states: [], links: [] })
  assert.match(page, /broke off in its phase “set up”/)
  assert.match(page, /No space left on device\./)
  assert.doesNotMatch(page, /<svg class="wide|NaN|undefined|null/)
})

test('checks that crashed have no figures, and nothing is made up for them', async () => {
  const crashed = {
    verdict: 'unknown' as const,
    anomalies: [],
    reason: 'The checker crashed: oops',
  }
  const checks = { durability: crashed, availability: crashed, latency: crashed }
  const page = await htmlReport({
    ...run,
    results: { ...run.results, checks, lost: null },
    states: [],
    links: [],
  })
  assert.equal(page.match(/The checker crashed: oops/g)?.length, 3)
  assert.doesNotMatch(page, /<svg class="wide|NaN|undefined/)
})
