/** How files are reached in containers shows in these: a byte is changed, a file is gone, a node becomes a copy again. */
const shown = [
  'flip-bit-n2:of=heap:',
  'remove-file-primary:of=control:',
  'what was written over is not put back:',
]

/** Whether a test of damage says something of containers, and not of what a server makes of its files. */
export function isOfContainers(name: string): boolean {
  return shown.some((beginning) => name.startsWith(beginning))
}
