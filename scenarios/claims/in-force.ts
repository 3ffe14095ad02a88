import type { Evidence } from '../../runner/evidence.ts'

/** The settings that make a mode, by their names: the value of each, what it looks like, or only whether it has one. */
export type ExpectedMode = Readonly<Record<string, Expected>>
type Expected = string | RegExp | boolean

/**
 * Why the mode that a claim speaks of was not, or is not known to have been, in force throughout: one sentence;
 * `undefined` where every look found it.
 */
export function notInForce({ modes }: Evidence, expected: ExpectedMode): string | undefined {
  if (modes.length === 0) return 'The record of this run does not tell which mode was in force.'
  const names = Object.keys(expected)
  const wrong = modes.find(({ settings }) =>
    names.some((name) => !isAsExpected(settings[name], expected[name])),
  )
  if (wrong === undefined) return undefined
  const found = names.map((name) => `${name}='${wrong.settings[name] ?? ''}'`)
  const at = (wrong.timeNs / 1e9).toFixed(1)
  return `The mode was not in force: at ${at} s ${wrong.node} had ${found.join(' and ')}.`
}

function isAsExpected(setting: string | undefined, expected: Expected): boolean {
  if (setting === undefined) return false
  if (expected instanceof RegExp) return expected.test(setting)
  return typeof expected === 'string' ? setting === expected : (setting !== '') === expected
}
