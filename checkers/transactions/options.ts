import type { Promised } from './check.ts'
import type { KeyAssumptions } from './register-order.ts'

/**
 * Elle's options as elle-cli and its unit tests write them, without their leading colons: `consistency-models` (null
 * asks for none), `anomalies`, `wfr-keys?`, `sequential-keys?`, `linearizable-keys?`. What Elle has for plots and
 * time limits is passed over.
 */
export function fromElleOptions(options: Record<string, unknown>): Promised & KeyAssumptions {
  const models = options['consistency-models']
  return {
    ...(models === undefined ? {} : { models: names(models) }),
    anomalies: names(options.anomalies),
    wfrKeys: options['wfr-keys?'] === true,
    sequentialKeys: options['sequential-keys?'] === true,
    linearizableKeys: options['linearizable-keys?'] === true,
  }
}

function names(value: unknown): string[] {
  return [value ?? []].flat().map((name) => String(name).replace(/^:/, ''))
}
