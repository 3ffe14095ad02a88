/** Takes back exactly what one injection did; safe to call when the thing it acted on is gone. */
export type Undo = () => Promise<void>

/** Several acts as one: where one of them fails, the others are taken back before the failure is told. */
export async function together(acts: readonly Promise<Undo>[]): Promise<Undo> {
  const done = await Promise.allSettled(acts)
  const undo: Undo = async () => {
    const undone = await Promise.allSettled(
      done.map((act) => (act.status === 'fulfilled' ? act.value() : undefined)),
    )
    throwFirst(undone)
  }
  // What could not be taken back is no news beside what could not be done.
  if (done.some(({ status }) => status === 'rejected')) await undo().catch(() => {})
  throwFirst(done)
  return undo
}

function throwFirst(results: readonly PromiseSettledResult<unknown>[]): void {
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}
