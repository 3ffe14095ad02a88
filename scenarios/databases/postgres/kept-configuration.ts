import type { Node } from '../../../runner/runtimes/runtime.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'

/** Beside the data, where a rewind does not come: as those of an operator who has them from elsewhere. */
const KEPT = 'kept-configuration'

export async function keepConfiguration(node: Node): Promise<void> {
  await runOn(node, ['sh', '-c', 'mkdir -p "$1" && cp -p data/*.conf "$1"', 'sh', KEPT])
}

/** Of data that a rewind may have left without: what is wrong with them then is not their configuration. */
export async function restoreConfiguration(node: Node): Promise<void> {
  await runOn(node, ['sh', '-c', 'cp -p "$1"/*.conf data', 'sh', KEPT])
}
