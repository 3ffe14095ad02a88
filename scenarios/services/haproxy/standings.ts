/** What HAProxy takes a server of a listener for. */
export interface Standing {
  listener: string
  server: string
  /** Whether clients may be sent to it. */
  up: boolean
  /** Whether it was asked since HAProxy started, where it is asked at all. */
  asked: boolean
}

/** What HAProxy tells of itself in lines of values, of which the first has their names. */
export function standingsIn(csv: string): Standing[] {
  const [head, ...lines] = csv.trimEnd().split('\n')
  const names = head.replace(/^# /, '').split(',')
  const rows = lines.map((line) => {
    const values = line.split(',')
    return Object.fromEntries(names.map((name, i) => [name, values[i]]))
  })
  return rows
    .filter(({ type }) => type === SERVER)
    .map(({ pxname, svname, status, check_status: check }) => ({
      listener: pxname,
      server: svname,
      up: status.startsWith('UP'),
      asked: !/^(\* )?(INI|UNK)$/.test(check),
    }))
}

/** Of its lines others are of listeners, or of all servers together. */
const SERVER = '2'
