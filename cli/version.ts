import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'

/** The version in the package's own package.json, from a checkout and from the published package alike. */
export function version(): string {
  const path = findPackageJSON('..', import.meta.url)!
  return JSON.parse(readFileSync(path, 'utf8')).version
}
