/** Whether something came to its end as it should, for whoever goes on either way. */
export function succeeds(act: () => Promise<unknown>): Promise<boolean> {
  return act().then(
    () => true,
    () => false,
  )
}
