import { readFile } from 'node:fs/promises'

/**
 * Takes off what is mounted below a folder, the innermost first: debootstrap mounts a /proc there, and nothing may be
 * removed through it.
 */
export async function unmountBelow(folder: string): Promise<void> {
  const mounts = await readFile('/proc/self/mounts', 'utf8').catch(() => '')
  const points = mounts
    .split('\n')
    .map((line) => plain(line.split(' ')[1] ?? ''))
    .filter((point) => point.startsWith(`${folder}/`))
  if (points.length === 0) return
  const { execa } = await import('execa')
  for (const point of points.toReversed()) await execa('umount', [point])
}

/** Blanks and backslashes stand there as three octal digits. */
function plain(point: string): string {
  return point.replace(/\\([0-7]{3})/g, (_, digits) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  )
}
