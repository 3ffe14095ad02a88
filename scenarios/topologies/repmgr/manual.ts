/** A page of repmgr's documentation (5.5). */
export const documentation = (page: string) => `repmgr documentation, "${page}"`

export const attempts = {
  sentence:
    'The number of attempts will be made to reconnect to an unreachable upstream node before initiating a failover',
  source: documentation('repmgrd configuration'),
}
export const oldPrimaryFenced = {
  sentence: 'it can therefore promote itself (and ideally take action to fence the former primary)',
  source: documentation('Using a witness server'),
}
