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
      const { ensureImages } = await import('../runtimes/docker/images.ts')
      const { postgres, links } = await ensureImages((message) => console.error(message))
      console.log(`${postgres}\n${links.tag}`)
    })
  images
    .command('list')
    .description('list the images of all versions')
    .action(async () => {
      const { listImages } = await import('../runtimes/docker/images.ts')
      for (const { tag, sizeBytes } of await listImages())
        console.log(`${tag}  ${Math.round(sizeBytes / 1e6)} MB`)
    })
  images
    .command('remove')
    .description('remove the images of all versions')
    .action(async () => {
      const { removeImages } = await import('../runtimes/docker/images.ts')
      for (const tag of await removeImages()) console.log(`removed ${tag}`)
    })
  return images
}
