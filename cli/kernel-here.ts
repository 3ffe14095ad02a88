import type { Refusal } from '../runner/runtimes/docker/kernel.ts'

/** What the kernel that containers run on refuses, as far as it can be asked now: nothing is built for it. */
export type KernelHere =
  | { known: true; refused: Refusal[] }
  | { known: false; reason: string; advice: string }

export async function kernelHere(): Promise<KernelHere> {
  const { dockerAnswers } = await import('../runner/runtimes/docker/sweep.ts')
  const answer = await dockerAnswers()
  if (answer !== true) return { known: false, reason: 'no engine to ask', advice: answer }
  const { builtPostgresImage } = await import('../runner/runtimes/docker/images.ts')
  const image = await builtPostgresImage()
  if (image === undefined)
    return { known: false, reason: 'not known yet', advice: 'splitbrain images build' }
  const { kernelCapabilities, refusedByKernel } =
    await import('../runner/runtimes/docker/kernel.ts')
  return { known: true, refused: await refusedByKernel(image, kernelCapabilities) }
}
