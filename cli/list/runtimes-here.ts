import { capabilitiesOf } from '../../runner/runtimes/capabilities.ts'
import { runtimeNames, type RuntimeName } from '../../runner/runtimes/open.ts'
import type { Capability } from '../../runner/runtimes/runtime.ts'
import { kernelHere } from '../kernel-here.ts'

/** Whether each runtime has what a fault needs: true, or why not in words. */
export type Having = Record<RuntimeName, true | string>
export type HavingOf = (needs: readonly Capability[]) => Having

type Here = Record<RuntimeName, HereOf>
/** Why this machine lacks what a runtime has elsewhere. */
type HereOf = (needs: readonly Capability[]) => string | undefined

/** Asks this machine once what its runtimes can do here and now. */
export async function runtimesHere(): Promise<HavingOf> {
  const [embedded, docker] = await Promise.all([embeddedHere(), dockerHere()])
  return havingOf({ embedded, docker })
}

/** What a runtime can do nowhere comes before what it can't do here. */
export function havingOf(here: Here): HavingOf {
  const having = (needs: readonly Capability[], runtime: RuntimeName) => {
    const missing = needs.filter((need) => !capabilitiesOf[runtime].has(need))
    return missing.length > 0
      ? `it has no ${missing.join(' and no ')}`
      : (here[runtime](needs) ?? true)
  }
  return (needs) =>
    Object.fromEntries(runtimeNames.map((name) => [name, having(needs, name)])) as Having
}

/** The same on a machine that has everything. */
export const runtimesAnywhere = havingOf({ embedded: () => undefined, docker: () => undefined })

async function embeddedHere(): Promise<HereOf> {
  const { binaries } = await import('../../runner/runtimes/embedded/binaries.ts')
  const missing = await binaries().then(
    () => undefined,
    (error: Error) => error.message,
  )
  return () => missing
}

async function dockerHere(): Promise<HereOf> {
  const { dockerAnswers } = await import('../../runner/runtimes/docker/sweep.ts')
  const answer = await dockerAnswers()
  if (answer !== true) return () => answer
  const { kernelCapabilities } = await import('../../runner/runtimes/docker/kernel.ts')
  const here = await kernelHere()
  return (needs) => {
    const asked = needs.filter((need) => kernelCapabilities.has(need))
    if (asked.length === 0) return undefined
    if (!here.known) return `${here.reason}: ${here.advice}`
    const refused = here.refused.find(({ capability }) => asked.includes(capability))
    return refused && `the kernel refuses ${refused.capability}: ${refused.advice}`
  }
}
