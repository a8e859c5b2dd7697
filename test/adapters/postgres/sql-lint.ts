/**
 * The rules for SQL that also runs on engines which distribute tables by organization. It reads just enough SQL to hold
 * the adapter's own to them: identifiers, parentheses, clauses.
 */

/** What is wrong with a statement, rule by rule; nothing if all is well. */
export function lintStatement(sql: string): string[] {
  const tokens = tokenise(sql)
  return [
    ...forbidden(tokens),
    ...parameters(tokens),
    ...scopesOf(tokens).flatMap((scope) => [...tablesByOrganization(scope), ...plainWrites(scope)]),
    ...insertions(tokens),
    ...unnestInExpressions(tokens),
    ...output(tokens),
  ]
}

/** What is wrong with a schema. */
export function lintSchema(sql: string): string[] {
  const tokens = tokenise(sql)
  return [...forbidden(tokens), ...keys(sql), ...types(sql)]
}

/** Unique across organizations, and so keyed by its own name. */
const ownKey = /^(claims)$/

type Token = string

/** Words in lower case, quoted names with their quotes, strings, numbers, parameters, signs. Comments go. */
function tokenise(sql: string): Token[] {
  const pattern = /--[^\n]*|'(?:[^']|'')*'|"[^"]*"|\$\d+|[a-z_][a-z0-9_]*|\d+|::|<>|<=|>=|[^\s]/gi
  return [...sql.matchAll(pattern)]
    .map(([token]) => token)
    .filter((token) => !token.startsWith('--'))
    .map((token) => (/^[a-z_]/i.test(token) ? token.toLowerCase() : token))
}

const words = [
  ...['trigger', 'sequence', 'serial', 'bigserial', 'identity', 'nextval', 'merge', 'enum', 'citext', 'references'],
  ...['begin', 'commit', 'rollback', 'savepoint', 'listen', 'notify', 'set_config', 'offset', 'ctid', 'xmin', 'xmax'],
  ...['now', 'current_timestamp', 'clock_timestamp', 'random', 'gen_random_uuid', 'upper', 'lower', 'ilike'],
]

function forbidden(tokens: readonly Token[]): string[] {
  return tokens
    .filter((token) => words.includes(token) || token.startsWith('pg_'))
    .map((token) => `\`${token}\` is not portable, or is not the database's to compute`)
}

function parameters(tokens: readonly Token[]): string[] {
  const complaints: string[] = []
  const numbers = new Set<number>()
  tokens.forEach((token, place) => {
    if (!token.startsWith('$')) return
    numbers.add(Number(token.slice(1)))
    const type = tokens[place + 1] === '::' ? tokens[place + 2] : undefined
    if (type !== 'text' && type !== 'bigint') complaints.push(`${token} is not cast to text or bigint`)
  })
  for (let number = 1; number <= Math.max(0, ...numbers); number++) {
    if (!numbers.has(number)) complaints.push(`$${number} is not used, so its type is not known`)
  }
  return complaints
}

/** The tokens of one query at its own level: what stands in parentheses is a scope of its own, `UNION` begins another. */
function scopesOf(tokens: readonly Token[]): Token[][] {
  const scopes: Token[][] = []
  let current: Token[] = []
  const open: Token[][] = []
  for (const token of tokens) {
    if (token === '(') {
      open.push(current)
      current = []
    } else if (token === ')') {
      scopes.push(current)
      current = [...(open.pop() ?? []), '()']
    } else if (token === 'union') {
      scopes.push(current)
      current = []
    } else current.push(token)
  }
  return [...scopes, current]
}

interface TableUse {
  readonly table: string
  readonly alias: string
  readonly verb: string
}

/** `"schema".table AS alias`, with the word that it follows. */
function tablesIn(scope: readonly Token[]): TableUse[] {
  return scope.flatMap((token, place) => {
    const table = scope[place + 2]
    if (!token.startsWith('"') || scope[place + 1] !== '.' || table === undefined) return []
    const alias = scope[place + 3] === 'as' ? (scope[place + 4] ?? table) : table
    return [{ table, alias, verb: scope[place - 1] ?? '' }]
  })
}

function tablesByOrganization(scope: readonly Token[]): string[] {
  const text = scope.join(' ')
  return tablesIn(scope)
    .filter(({ table, verb }) => verb !== 'into' && !ownKey.test(table))
    .filter(({ alias }) => !new RegExp(`\\b${alias} \\. org_id = \\$\\d+`).test(text))
    .map(({ table }) => `\`${table}\` is not looked up by org_id`)
}

/** Neither an update nor what follows a conflict computes anything. */
function plainWrites(scope: readonly Token[]): string[] {
  const text = scope.join(' ')
  const update =
    / do update set (.*?)( returning |$)/.exec(text)?.[1] ?? /^update .*? set (.*?)( from | where |$)/.exec(text)?.[1]
  const called = /\b([a-z_]+) \(\)/.exec(update ?? '')?.[1]
  return called === undefined ? [] : [`\`${called}()\` is called in an update`]
}

/** An insertion takes `org_id` from the compare-and-swap, or is the head itself, which takes it from a parameter. */
function insertions(tokens: readonly Token[]): string[] {
  const text = tokens.join(' ')
  return [...text.matchAll(/insert into "[^"]*" \. (\w+)(?: as \w+)? \( (.*?) \) select (.*?) from (\w+)/g)].flatMap(
    ([, table = '', columns = '', values = '', from = '']) => {
      if (ownKey.test(table)) return from === 'base' ? [] : [`\`${table}\` is not written from the base`]
      if (!columns.startsWith('org_id ')) return [`\`${table}\` is written without org_id in front`]
      if (table === 'organizations') return from === 'claim' ? [] : ['the head is not written from the claim']
      return values.startsWith('head . org_id ') && from === 'head' ? [] : [`\`${table}\` is not written from the head`]
    },
  )
}

/**
 * Joining a table expression that unnests makes the server plan every time anew. What stands behind them all may; so may
 * one that takes a range with a limit for each key, which no set of keys could.
 */
function unnestInExpressions(tokens: readonly Token[]): string[] {
  if (tokens[0] !== 'with') return []
  let depth = 0
  const main = tokens.findIndex((token) => {
    depth += Number(token === '(') - Number(token === ')')
    return depth === 0 && token === 'select'
  })
  const expressions = tokens.slice(0, main).join(' ')
  const others = expressions.replaceAll(/unnest \([^()]+\) as \w+ \( \w+ \) cross join lateral \([^()]+ limit /g, '')
  return /\bunnest\b/.test(others) ? ['a table expression unnests'] : []
}

function output(tokens: readonly Token[]): string[] {
  return /:: text as data\b/.test(tokens.join(' ')) ? [] : ['the answer is not one column `data` of text']
}

function keys(sql: string): string[] {
  const complaints: string[] = []
  for (const [, table = '', body = ''] of sql.matchAll(/CREATE TABLE [^.]+\.(\w+) \(\n(.*?)\n\)/gs)) {
    const key = /PRIMARY KEY \((\w+)/.exec(body)?.[1]
    if (key === undefined) complaints.push(`\`${table}\` has no primary key`)
    else if (key !== 'org_id' && !ownKey.test(table))
      complaints.push(`the key of \`${table}\` does not begin with org_id`)
    if (/\bUNIQUE\b/i.test(body)) complaints.push(`\`${table}\` has a unique constraint`)
    const compared = [
      ...sql.matchAll(new RegExp(`ON [^.]+\\.${table} \\(([^)]*)\\)`, 'g')),
      /PRIMARY KEY \(([^)]*)\)/.exec(body),
    ]
    for (const column of new Set(compared.flatMap((match) => (match?.[1] ?? '').split(', ')))) {
      if (new RegExp(`^ +${column} text(?! COLLATE "C")`, 'm').test(body)) {
        complaints.push(`\`${table}.${column}\` is not compared by code point`)
      }
    }
  }
  if (/CREATE UNIQUE/i.test(sql)) complaints.push('there is a unique index')
  return complaints
}

function types(sql: string): string[] {
  return [...sql.matchAll(/^ {2}(\w+) (\w+)/gm)]
    .filter(([, column, type]) => column !== 'PRIMARY' && !['text', 'bigint', 'boolean', 'jsonb'].includes(type ?? ''))
    .map(([, column, type]) => `\`${column}\` is of type ${type}`)
}
