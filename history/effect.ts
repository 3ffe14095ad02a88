/** What shows that a fault did something: whether it did, and by which figures, each by a name of its own. */
export interface Effect {
  /** `unknown` where nobody could tell any more. */
  took: boolean | 'unknown'
  by: Record<string, number | string>
}

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

/** The effect that a fault's undo tells of, if it does: histories of earlier versions have none. */
export function effectIn(value: unknown): Effect | undefined {
  const { effect } = (value ?? {}) as { effect?: Partial<Effect> }
  const { took, by } = effect ?? {}
  const isKnown = took === true || took === false || took === 'unknown'
  return isKnown && typeof by === 'object' && by !== null ? { took, by } : undefined
}

/** `bytes held 5,210, connections cut 3`, for figures called `bytesHeld` and `connectionsCut`. */
export function effectText({ took, by }: Effect): string {
  const told = Object.entries(by).map(([name, figure]) => {
    const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    return `${words} ${typeof figure === 'number' ? grouped.format(figure) : figure}`
  })
  return [...(took === true ? [] : [took ? 'not known' : 'none']), ...told].join(', ')
}
