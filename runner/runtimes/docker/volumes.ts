import type Docker from 'dockerode'
import { labelsOf, removeContainer } from './engine.ts'

/** Disks of a run: each is a volume of the engine, which every container that names it has at the same time. */
export class Volumes {
  private readonly docker: Docker
  private readonly runId: string
  private readonly made = new Map<string, Promise<string>>()

  constructor(docker: Docker, runId: string) {
    this.docker = docker
    this.runId = runId
  }

  /** The volume's name, once it is there and belongs to whom `folder` of the image does. */
  of(disk: string, { image, folder }: { image: string; folder: string }): Promise<string> {
    const making = this.made.get(disk) ?? this.make(disk, image, folder)
    this.made.set(disk, making)
    return making
  }

  private async make(disk: string, image: string, folder: string): Promise<string> {
    const Name = `splitbrain-${this.runId}-${disk}`
    const Labels = labelsOf(this.runId)
    await this.docker.createVolume({ Name, Labels })
    // An empty volume becomes a copy of what the first container has in its place, and nothing is there but the owner.
    const first = await this.docker.createContainer({
      Image: image,
      Labels,
      HostConfig: { NetworkMode: 'none', Binds: [`${Name}:${folder}`] },
    })
    await removeContainer(this.docker, first.id)
    return Name
  }
}
