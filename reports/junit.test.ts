import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyText } from './any-text.fixture.ts'
import type { CheckResult } from '../checkers/checker.ts'
import type { ClaimResult, RunResults } from '../runner/results.ts'
import { failoverRun } from './failover.fixture.ts'
import { escapeXml, junitXml } from './junit.ts'

const { results } = failoverRun()
const tag = (xml: string, name: string) => xml.match(new RegExp(`<${name}[ >][^>]*>`, 'g')) ?? []

test('a testsuite a run, a testcase a claim and a checker, the seed and the command as properties', () => {
  const xml = junitXml([results, results])
  assert.equal(tag(xml, 'testsuite').length, 2)
  assert.equal(tag(xml, 'testcase').length, 8)
  assert.match(xml, /<property name="seed" value="42"\/>/)
  assert.match(
    xml,
    /<property name="command" value="npx splitbrain run hot-standby [^"]*--seed 42"\/>/,
  )
})

test('unknown is an error, violated a failure', () => {
  const claims: ClaimResult[] = (['holds', 'violated', 'unknown'] as const).map((verdict) => ({
    ...results.claims[0],
    verdict,
  }))
  const xml = junitXml([{ ...results, verdict: 'fail', claims, checks: {} }])
  assert.match(xml, /<testsuites name="splitbrain" tests="3" failures="1" errors="1" skipped="0">/)
  assert.equal(tag(xml, 'failure').length, 1)
  assert.equal(tag(xml, 'error').length, 1)
})

test('what no claim speaks of is red, and what was asked for in vain an error', () => {
  const findings = [
    { verdict: 'fail' as const, reason: 'No claim allows a ghost.' },
    { verdict: 'unknown' as const, reason: 'The fault never happened.' },
  ]
  const xml = junitXml([{ ...results, verdict: 'fail', findings, checks: {} }])
  assert.match(xml, /<failure message="No claim allows a ghost\."/)
  assert.match(xml, /<error message="The fault never happened\."/)
})

test('a check that fails is red, unless the run passed with it', () => {
  const skipped = junitXml([results])
  assert.match(skipped, /<testcase [^>]*name="durability">\s*<skipped message="591 of 10310 /)
  const red = junitXml([{ ...results, verdict: 'fail' }])
  assert.match(
    red,
    /<testcase [^>]*name="durability">\s*<failure message="591 of 10310 [^>]*type="lost write"/,
  )
})

test('a check that is unknown is red even in a run that passed', () => {
  const durability: CheckResult = { verdict: 'unknown', reason: 'It crashed.', anomalies: [] }
  const xml = junitXml([{ ...results, checks: { durability } }])
  assert.match(xml, /<error message="It crashed\." type="unknown"\/>/)
})

test('a run that broke off is an error even without claims and checks', () => {
  const error = { code: 'runtime', message: 'No space left.', phase: 'set up' }
  const broken: RunResults = { ...results, verdict: 'unknown', claims: [], checks: {}, error }
  assert.match(junitXml([broken]), /tests="1" failures="0" errors="1"/)
})

test('escaped text has no markup and no character that XML forbids, and says the same', () => {
  assert.equal(escapeXml('<a b="c">&\n\t\r'), '&lt;a b=&quot;c&quot;&gt;&amp;&#10;&#9;&#13;')
  assert.equal(escapeXml('a\u0000b\u001bc\ufffed\ud800e😀'), 'a\ufffdb\ufffdc\ufffdd\ufffde😀')
  fc.assert(
    fc.property(anyText, (text) => {
      const escaped = escapeXml(text)
      // oxlint-disable-next-line no-control-regex
      assert.doesNotMatch(escaped, /[<>"\u0000-\u001f\ufffe\uffff]|&(?!(?:amp|lt|gt|quot|#\d+);)/)
      assert.ok(escaped.isWellFormed())
    }),
  )
})

const parser = `
import json, sys, xml.etree.ElementTree as tree
for document in json.load(sys.stdin):
    root = tree.fromstring(document.encode())
    json.dump([case.get('name') for case in root.iter('testcase')], sys.stdout)
    print()
`
const noParser =
  spawnSync('python3', ['-c', 'import xml.etree.ElementTree']).status !== 0 &&
  'needs python3, for its XML parser'

test('a real parser reads hostile reports back', { skip: noParser }, () => {
  const names = [
    '<&"\'>]]>',
    '\u0000\u001b[31m',
    'a\nb\tc\rd',
    '\ud800',
    '<!--',
    ...fc.sample(anyText, 50),
  ]
  const documents = names.map((text) => {
    const claim: ClaimResult = {
      id: text,
      sentence: text,
      source: text,
      verdict: 'violated',
      reason: text,
    }
    const anomalies = [{ name: text, summary: text, witness: [] }]
    const checks = { durability: { verdict: 'fail', reason: text, anomalies } as const }
    const run = { ...results.run, scenario: text, command: text }
    return junitXml([{ ...results, run, verdict: 'fail', claims: [claim], checks }])
  })
  const { stdout, stderr } = spawnSync('python3', ['-c', parser], {
    input: JSON.stringify(documents),
  })
  assert.equal(String(stderr), '')
  const read = String(stdout)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)[0])
  const legal = (text: string) =>
    // oxlint-disable-next-line no-control-regex
    text.toWellFormed().replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
  assert.deepEqual(
    read,
    names.map((text) => legal(`${text}: ${text}`)),
  )
})
