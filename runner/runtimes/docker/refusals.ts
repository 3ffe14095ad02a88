/** What the engine answered with when it refused a request; undefined for any other trouble. */
export function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode
}

/** Does a request whose refusal with one of these statuses means that there was nothing to do. */
export async function unless(statuses: number[], request: Promise<unknown>): Promise<void> {
  await request.catch((error: unknown) => {
    if (!statuses.includes(statusOf(error) ?? 0)) throw error
  })
}
