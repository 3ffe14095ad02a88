/** In a node's folder: what its daemon runs when it is the one to take the primary's place. */
export const PROMOTE = 'promote'
/** There for as long as that runs. */
export const PROMOTING = 'promoting'
/** There once the old primary can take no writes any more, where somebody is to see to that first. */
export const FENCED = 'fenced'

/** The program that `PROMOTE` is. */
export function promotion(home: string, settings: string, isFencing: boolean): string {
  const wait = `until [ -e ${FENCED} ]; do sleep 0.1; done\n`
  return `#!/bin/sh
cd ${home} || exit
rm -f ${FENCED}
trap 'rm -f ${PROMOTING}' EXIT
: > ${PROMOTING}
${isFencing ? wait : ''}repmgr standby promote --config-file=${settings}
`
}
