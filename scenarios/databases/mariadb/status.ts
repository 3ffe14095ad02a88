import type { MariaConnection } from './connect.ts'

/** What a server counts and says of itself, by these of its names. */
export async function statusOf(
  asked: Pick<MariaConnection, 'query'>,
  names: readonly string[],
): Promise<Map<string, string>> {
  const list = names.map((name) => `'${name}'`).join(', ')
  const { rows } = await asked.query(`SHOW GLOBAL STATUS WHERE Variable_name IN (${list})`)
  return new Map(rows.map(({ Variable_name: name, Value: value }) => [String(name), String(value)]))
}
