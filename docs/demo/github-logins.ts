/** Logins: how GitHub knows people. Their user ids are made of them, in lower case. */
import { quoted } from './problems.js'
import { type Entry, textOf, type YamlFile } from './yaml-file.js'

const login = /^[a-z0-9][a-z0-9_-]{0,38}$/i

export const userIdOf = (name: string): string => `github:${name.toLowerCase()}`

/** The logins of a list, each of which may be seen once. */
export function readLogins(file: YamlFile, list: Entry | undefined, seen: Map<string, number>) {
  const field = list?.key ?? ''
  return file.list(list, ' of logins').flatMap(({ line, node }) => {
    const name = textOf(node)
    if (name === undefined) return file.wrong({ line, field, problem: 'must be a login' })
    if (!login.test(name)) return file.wrong({ line, field, problem: `${quoted(name)} is no GitHub login` })
    const userId = userIdOf(name)
    return file.isTwice(seen, { key: userId, line, field, name }) ? [] : [{ line, name, userId }]
  })
}
