import type { SessionOptions } from '../../../runner/workload.ts'
import { connect } from './connect.ts'

/** Runs a workload's statements before its processes start. */
export async function setUp(options: SessionOptions, ...statements: string[]): Promise<void> {
  const client = await connect(options)
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
