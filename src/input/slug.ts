/** The slug: an organization's name in addresses. */
import { type Checked, right, wrong } from './checked.js'

export const checkSlug = (given: string): Checked<string> => {
  if (given.length < 2 || given.length > 63) return wrong('must be 2 to 63 characters')
  if (!/^[a-z0-9-]*$/.test(given)) return wrong('must consist of a-z, 0-9 and `-`')
  if (given.startsWith('-') || given.endsWith('-')) return wrong('must not begin or end with `-`')
  return right(given)
}
