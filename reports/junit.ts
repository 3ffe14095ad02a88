import type { CheckResult } from '../checkers/checker.ts'
import type { ClaimResult, RunResults } from '../runner/results.ts'
import { headline, titleOf } from './sentence.ts'

/**
 * The runs in the XML that CI servers read, after the schema that Jenkins' and Surefire's readers share: a
 * testsuite a run, a testcase a claim and a checker. `unknown` is an error, for nothing unknown may look green.
 */
export function junitXml(results: RunResults[]): string {
  const suites = results.map(suiteOf)
  const all = element(
    'testsuites',
    { name: 'splitbrain', ...totals(suites.flatMap((s) => s.cases)) },
    suites.map(({ xml }) => xml),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${all}\n`
}

/** What stands inside a testcase; none when it passed. */
type Outcome = {
  kind: 'failure' | 'error' | 'skipped'
  message: string
  type?: string
  text?: string
}
interface Case {
  group: string
  name: string
  outcome?: Outcome
}

function suiteOf(results: RunResults): { xml: string; cases: Case[] } {
  const { run } = results
  const cases = [...harness(results), ...claims(results), ...findings(results), ...checks(results)]
  const attributes = {
    name: `${titleOf(run)} seed ${run.seed}`,
    id: run.id,
    ...totals(cases),
    time: secondsOf(results),
    timestamp: run.startedAt,
  }
  const xml = element('testsuite', attributes, [
    element('properties', {}, [
      property('seed', String(run.seed)),
      property('command', run.command),
      property('runtime', run.runtime),
      property('verdict', results.verdict),
    ]),
    ...cases.map((one) => caseXml(titleOf(run), one)),
    element('system-out', {}, [escapeXml(headline(results))]),
  ])
  return { xml, cases }
}

function* harness({ error }: RunResults): Generator<Case> {
  if (error === undefined) return
  const message = `The run broke off in its phase “${error.phase}”: ${error.message}`
  yield { group: 'run', name: 'completes', outcome: { kind: 'error', message, type: error.code } }
}

function* claims(results: RunResults): Generator<Case> {
  for (const claim of results.claims)
    yield { group: 'claims', name: `${claim.id}: ${claim.sentence}`, outcome: claimOutcome(claim) }
}

function claimOutcome({ verdict, reason }: ClaimResult): Outcome | undefined {
  if (verdict === 'holds') return undefined
  return { kind: verdict === 'violated' ? 'failure' : 'error', message: reason, type: verdict }
}

function* findings(results: RunResults): Generator<Case> {
  for (const { verdict, reason } of results.findings) {
    const kind = verdict === 'fail' ? 'failure' : 'error'
    const outcome: Outcome = { kind, message: reason, type: verdict }
    yield { group: 'run', name: 'nothing beyond the claims', outcome }
  }
}

function* checks(results: RunResults): Generator<Case> {
  for (const [name, check] of Object.entries(results.checks))
    yield { group: 'checks', name, outcome: checkOutcome(check, results) }
}

/** A loss that the manual announces is no failure of the run: such a check is shown, but doesn't turn the suite red. */
function checkOutcome(check: CheckResult, results: RunResults): Outcome | undefined {
  if (check.verdict === 'pass') return undefined
  const first = check.anomalies[0]
  const text = check.anomalies
    .slice(0, 20)
    .map(({ name, summary }) => `${name}: ${summary}`)
    .join('\n')
  const message = check.reason ?? first?.summary ?? `The verdict is ${check.verdict}.`
  if (check.verdict === 'unknown') return { kind: 'error', message, type: 'unknown', text }
  if (results.verdict === 'pass')
    return { kind: 'skipped', message: `${message} The claims of this run allow it.` }
  return { kind: 'failure', message, type: first?.name ?? 'fail', text }
}

function totals(cases: Case[]): Record<string, string> {
  const of = (kind: Outcome['kind']) =>
    String(cases.filter(({ outcome }) => outcome?.kind === kind).length)
  return {
    tests: String(cases.length),
    failures: of('failure'),
    errors: of('error'),
    skipped: of('skipped'),
  }
}

function secondsOf({ phases }: RunResults): string {
  const endNs = Math.max(0, ...phases.map((phase) => phase.endNs))
  return (endNs / 1e9).toFixed(3)
}

function caseXml(title: string, { group, name, outcome }: Case): string {
  const inside = outcome === undefined ? [] : [outcomeXml(outcome)]
  return element('testcase', { classname: `${title}.${group}`, name }, inside)
}

function outcomeXml({ kind, message, type, text = '' }: Outcome): string {
  const attributes = { message, ...(type !== undefined && { type }) }
  return element(kind, attributes, text === '' ? [] : [escapeXml(text)])
}

const property = (name: string, value: string): string => element('property', { name, value }, [])

function element(name: string, attributes: Record<string, string>, children: string[]): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
  const start = `<${name}${pairs.join('')}`
  return children.length === 0 ? `${start}/>` : `${start}>${children.join('\n')}</${name}>`
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** Text for an element or an attribute; a character that XML 1.0 can't hold at all becomes U+FFFD. */
export function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replace(/[&<>"\t\n\r]/g, (character) => entities[character])
  )
}
