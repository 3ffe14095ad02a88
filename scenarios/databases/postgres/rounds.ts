/** Each with each other, both ways, so that in no round anybody has to do with two. */
export function inRounds<T>(all: readonly T[]): [T, T][][] {
  let left = all.flatMap((one) =>
    all.filter((other) => other !== one).map((other): [T, T] => [one, other]),
  )
  const rounds: [T, T][][] = []
  while (left.length > 0) {
    const busy = new Set<T>()
    const round = left.filter(([one, other]) => {
      if (busy.has(one) || busy.has(other)) return false
      busy.add(one).add(other)
      return true
    })
    left = left.filter((pair) => !round.includes(pair))
    rounds.push(round)
  }
  return rounds
}
