/** Minutes of the same runs that are made in containers where there are any. */
const long = 'test/long/'
/** In containers once more what says more of a database than of where it runs; the evidence is made of such runs too. */
const twins = 'test/twins/'

export interface Here {
  /** Why containers are skipped, or false. */
  skipContainers: string | false
  /** Whether long ones and twins are asked for. */
  all: boolean
}

/** Whether an engine and images are needed for any test of a file. */
export function needsContainers(file: string): boolean {
  return file.endsWith('docker.test.ts')
}

/** Why a file of tests is not run here; nothing where it is. */
export function whySkipped(file: string, { skipContainers, all }: Here): string | undefined {
  if (skipContainers && needsContainers(file)) return skipContainers
  const isLong = file.startsWith(twins) || (skipContainers && file.startsWith(long))
  return isLong && !all ? 'takes long; npm test -- --all runs it' : undefined
}
