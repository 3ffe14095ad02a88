/** Turn and turn about, so that what the machine does otherwise strikes all alike; who begins changes. */
export async function inTurns<Name, Turn>(
  names: readonly Name[],
  rounds: number,
  take: (name: Name, round: number) => Promise<Turn>,
): Promise<Map<Name, Turn[]>> {
  const turns = new Map<Name, Turn[]>(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const i of names.keys()) {
      const name = names[(i + round) % names.length]
      turns.get(name)!.push(await take(name, round))
    }
  return turns
}
