/** A statement with PostgreSQL's numbered places as MariaDB takes it: a question mark for each, with its value. */
export function placed(text: string, values: readonly unknown[]): [string, unknown[]] {
  const inOrder: unknown[] = []
  const asked = text.replaceAll(/\$(\d+)/g, (_, number: string) => {
    inOrder.push(values[Number(number) - 1])
    return '?'
  })
  return [asked, inOrder]
}
