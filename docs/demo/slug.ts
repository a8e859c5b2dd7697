/** Names as they stand in addresses: in lower case, with hyphens between the words. */

/** Of an organization: 2 to 63 of ASCII, whatever the name. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const slug = (plain.match(/[a-z0-9]+/g) ?? []).join('-').slice(0, 63).replace(/-$/, '')
  return slug.length < 2 ? `roster-${slug}`.replace(/-$/, '') : slug
}

/** Of a team: letters and digits of any script; empty where the name has none. */
export const keyOf = (name: string): string =>
  (
    name
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  ).join('-')
