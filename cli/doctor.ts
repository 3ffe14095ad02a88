import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { Command } from 'commander'
import pc from 'picocolors'
import type { Finding } from './doctor/finding.ts'
import { sharedMemory, temporaryFolder } from './doctor/places.ts'
import { kernelHere } from './kernel-here.ts'

type Probe = () => Promise<Finding>

/** What this machine can and can't do, each with how to get it. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('tell what this machine can and cannot run, and how to get what is missing')
    .option('--json', 'print as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await Promise.all(probes.map((probe) => probe()))
      if (json) return console.log(JSON.stringify(findings, null, 2))
      for (const { what, ok, detail, advice } of findings) {
        console.log(`${ok ? pc.green('yes') : pc.yellow('no ')} ${what.padEnd(20)} ${detail}`)
        if (!ok && advice !== undefined) console.log(`    ${pc.dim(advice)}`)
      }
    })
}

const node: Probe = async () => ({
  what: 'Node',
  ok: true,
  detail: `${process.versions.node} (${process.execPath})`,
})

const embedded: Probe = async () => {
  const what = 'embedded PostgreSQL'
  // One cause is told once.
  const folder = await temporaryFolder(0)
  if (!folder.ok) return { what, ok: false, detail: 'wants a temporary folder' }
  const { binaries } = await import('../runner/runtimes/embedded/binaries.ts')
  try {
    const { version, bin } = await binaries()
    return { what, ok: true, detail: `${version} in ${bin}, without pg_rewind and pg_basebackup` }
  } catch (error) {
    return { what, ok: false, detail: 'not there', advice: (error as Error).message }
  }
}

const docker: Probe = async () => {
  const { dockerAnswers } = await import('../runner/runtimes/docker/sweep.ts')
  const answer = await dockerAnswers()
  if (answer === true) return { what: 'Docker engine', ok: true, detail: 'answers' }
  return { what: 'Docker engine', ok: false, detail: 'does not answer', advice: answer }
}

const images: Probe = async () => {
  const what = 'container images'
  const { dockerAnswers } = await import('../runner/runtimes/docker/sweep.ts')
  if ((await dockerAnswers()) !== true) return { what, ok: false, detail: 'no engine to ask' }
  const { listImages } = await import('../runner/runtimes/docker/images.ts')
  const { engine } = await import('../runner/runtimes/docker/engine.ts')
  const tags = (await listImages(await engine())).map(({ tag }) => tag)
  const advice = 'splitbrain images build (a run builds them too)'
  return { what, ok: tags.length > 0, detail: tags.join(', ') || 'none yet', advice }
}

function device(what: string, path: string, advice: string): Probe {
  return async () => {
    const ok = await access(path, constants.R_OK | constants.W_OK).then(
      () => true,
      () => false,
    )
    return { what, ok, detail: ok ? path : `${path} is missing or closed to this user`, advice }
  }
}

/** What partitions, shapes and disks need of the kernel that containers run on. */
const kernel: Probe = async () => {
  const what = 'kernel'
  const here = await kernelHere()
  if (!here.known) return { what, ok: false, detail: here.reason, advice: here.advice }
  const { kernelCapabilities } = await import('../runner/runtimes/docker/kernel.ts')
  const { refused } = here
  const able = kernelCapabilities.difference(new Set(refused.map(({ capability }) => capability)))
  const advice = refused
    .map(({ capability, reason, advice }) => `${capability}: ${reason}; ${advice}`)
    .join('\n    ')
  return {
    what,
    ok: refused.length === 0,
    detail: `in containers: ${[...able].join(', ')}`,
    advice,
  }
}

const root: Probe = async () => ({
  what: 'root',
  ok: process.getuid?.() === 0,
  detail: `user id ${process.getuid?.()}`,
  advice: 'needed only to make the base image without a registry (debootstrap)',
})

const probes: Probe[] = [
  node,
  () => temporaryFolder(),
  () => sharedMemory(),
  embedded,
  docker,
  images,
  device(
    'loop devices',
    '/dev/loop-control',
    'needed for disks of our own: modprobe loop, as root',
  ),
  device('fuse', '/dev/fuse', 'needed for disks of our own: modprobe fuse'),
  kernel,
  root,
]
