/** What a server takes for its own name in a cluster, and it is nobody else's. */
function memberId(place: number): string {
  return `00000000-0000-11f1-8000-${String(place + 1).padStart(12, '0')}`
}

/**
 * The file from which a server knows with whom it was last, as Galera writes it. Members that find each other all again go
 * on together, without anybody being told to be the first.
 */
export function viewOf(place: number, members: number): string {
  return [
    `my_uuid: ${memberId(place)}`,
    '#vwbeg',
    `view_id: 3 ${memberId(0)} 1`,
    'bootstrap: 0',
    ...Array.from({ length: members }, (_, other) => `member: ${memberId(other)} 0`),
    '#vwend',
    '',
  ].join('\n')
}
