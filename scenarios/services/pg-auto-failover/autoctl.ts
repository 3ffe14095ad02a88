/** In a node's folder: what connects nodes to each other, and to themselves, has its passwords from there. */
export const PASSFILE = 'pgpass'

// It looks for its own files in a home folder otherwise. What it left of an earlier life, by process ids that may be another's,
// would keep it from starting.
const prepared = `export PGPASSFILE="$PWD/${PASSFILE}" \\
  XDG_CONFIG_HOME="$PWD/config" XDG_DATA_HOME="$PWD/share" XDG_RUNTIME_DIR="$PWD/run"`
const afresh = 'rm -rf run "$PWD/$1/postmaster.pid"; mkdir -p run; shift'

/** Words for a shell that has pg_autoctl do something on a node. */
export function autoctl(...words: string[]): string[] {
  return ['sh', '-c', `${prepared}; mkdir -p run; exec pg_autoctl "$@"`, 'sh', ...words]
}

/** The same of one that runs until it is ended, and then nobody else does, with a server whose data are in this folder. */
export function autoctlService(data: string, ...words: string[]): string[] {
  return ['sh', '-c', `${prepared}; ${afresh}; exec pg_autoctl "$@"`, 'sh', data, ...words]
}
