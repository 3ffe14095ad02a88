import type { Cluster } from '../../runner/topology.ts'
import type { Table } from '../../runner/workload.ts'

/** Who takes writes, as clients see it. */
export interface System {
  load: Pick<Cluster, 'client' | 'route'>
  /** How many sessions wait for a lock at this moment, on all servers. */
  waiting(): Promise<number>
}

/** One server, and several that take writes together, all of one database. */
export interface Family {
  name: string
  about: string
  /** How many servers each system has; the first is the one that the others are measured against. */
  sizes: readonly number[]
  /** With these tables; it is gone once the stack is disposed of. */
  start(size: number, tables: readonly Table[], things: AsyncDisposableStack): Promise<System>
}

export function runIdOf(family: string, size: number): string {
  return `writers-${family}-${size}-${process.pid}`
}

export function progress(message: string): void {
  process.stderr.write(`  ${message}\n`)
}

export function sum(figures: readonly number[]): number {
  return figures.reduce((total, each) => total + each, 0)
}
