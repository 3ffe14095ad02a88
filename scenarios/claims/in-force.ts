import type { Evidence } from '../../runner/evidence.ts'

/** The settings that make a mode, by their names: the value of each, or only whether it has one. */
export type ExpectedMode = Readonly<Record<string, string | boolean>>

/**
 * Why the mode that a claim speaks of was not, or is not known to have been, in force throughout: one sentence;
 * `undefined` where every look found it.
 */
export function notInForce({ modes }: Evidence, expected: ExpectedMode): string | undefined {
  if (modes.length === 0) return 'The record of this run does not tell which mode was in force.'
  const names = Object.keys(expected)
  const isAsExpected = (setting: string | undefined, value: string | boolean) =>
    typeof value === 'string'
      ? setting === value
      : setting !== undefined && (setting !== '') === value
  const wrong = modes.find(({ settings }) =>
    names.some((name) => !isAsExpected(settings[name], expected[name])),
  )
  if (wrong === undefined) return undefined
  const found = names.map((name) => `${name}='${wrong.settings[name] ?? ''}'`)
  const at = (wrong.timeNs / 1e9).toFixed(1)
  return `The mode was not in force: at ${at} s ${wrong.node} had ${found.join(' and ')}.`
}
