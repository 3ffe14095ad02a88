import type { Cluster, Group } from './topology.ts'

/** Every group of a cluster that has a primary, whoever replaces that. */
export function groupsOf({
  guarded = [],
  managed = [],
}: Pick<Cluster, 'guarded' | 'managed'>): Group[] {
  return [...guarded, ...managed]
}

/** The group whose primary a node is. */
export function groupLedBy(
  name: string,
  cluster: Pick<Cluster, 'guarded' | 'managed'>,
): Group | undefined {
  return groupsOf(cluster).find((group) => group.primary() === name)
}
