import type { Service, ServiceSpec } from './runtime.ts'

/** The services of a node, each made where it is asked for first; `make` is the runtime's way. */
export class Services {
  private readonly make: (spec: ServiceSpec) => Service
  private readonly byName = new Map<string, Service>()

  constructor(make: (spec: ServiceSpec) => Service) {
    this.make = make
  }

  /** The same one for the same name. */
  of(spec: ServiceSpec): Service {
    const known = this.byName.get(spec.name)
    if (known !== undefined) return known
    const service = this.make(spec)
    this.byName.set(spec.name, service)
    return service
  }

  /** One that was made elsewhere. */
  add(service: Service): void {
    this.byName.set(service.name, service)
  }

  /** One after the other, those first that were asked for last. */
  async stop(): Promise<void> {
    for (const service of [...this.byName.values()].toReversed()) await service.stop()
  }
}
