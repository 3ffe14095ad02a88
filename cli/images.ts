import { Command } from 'commander'

/** The container images of this version: built when a run needs them, or beforehand with this command. */
export function imagesCommand(): Command {
  const images = new Command('images').description('build, list or remove the container images')
  images
    .command('build')
    .description(
      'build what is missing; where no registry answers, the base comes from debootstrap (root)',
    )
    .action(async () => {
      const { ensureAllImages } = await import('../runner/runtimes/docker/images.ts')
      const tags = await ensureAllImages((message) => console.error(message))
      console.log([...tags].join('\n'))
    })
  images
    .command('list')
    .description('list the images of all versions')
    .action(async () => {
      const { listImages } = await import('../runner/runtimes/docker/images.ts')
      const { engine } = await import('../runner/runtimes/docker/engine.ts')
      for (const { tag, sizeBytes } of await listImages(await engine()))
        console.log(`${tag}  ${Math.round(sizeBytes / 1e6)} MB`)
    })
  images
    .command('remove')
    .description('remove the images of all versions but those that are in use')
    .action(async () => {
      const { removeImages } = await import('../runner/runtimes/docker/images.ts')
      const { engine } = await import('../runner/runtimes/docker/engine.ts')
      const { removed, kept } = await removeImages(await engine())
      for (const tag of removed) console.log(`removed ${tag}`)
      for (const tag of kept) console.log(`kept ${tag}: a run uses it`)
    })
  return images
}
