/** What all statements are made of: names of tables, lists of columns, parameters. */
import { type Columns, eventColumns, revisionColumns } from '../columns.js'
import type { SqlValue } from '../sql-client.js'

/** The tables, with their schema, ready to stand in SQL. */
export type Tables = ReturnType<typeof tablesIn>

export const tablesIn = (schema: string) => ({
  organizations: `${quoted(schema)}.organizations`,
  members: `${quoted(schema)}.members`,
  invitations: `${quoted(schema)}.invitations`,
  teams: `${quoted(schema)}.teams`,
  groups: `${quoted(schema)}.groups`,
  workspaces: `${quoted(schema)}.workspaces`,
  resources: `${quoted(schema)}.resources`,
  roles: `${quoted(schema)}.roles`,
  memberships: `${quoted(schema)}.memberships`,
  assignments: `${quoted(schema)}.assignments`,
  revisions: `${quoted(schema)}.revisions`,
  events: `${quoted(schema)}.events`,
  claims: `${quoted(schema)}.claims`,
})

/** A schema's name goes into the text, since no parameter can stand there: so it may be nothing but an identifier. */
export function quoted(schema: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(schema)) {
    throw new Error(`\`${schema}\` is no name for a schema: give up to 63 letters, digits and underscores`)
  }
  return `"${schema}"`
}

/** The parameters of one statement. */
export class Parameters {
  readonly values: SqlValue[] = []

  add(value: SqlValue, type: 'text' | 'bigint'): string {
    return `$${this.values.push(value)}::${type}`
  }

  /** JSON always travels as text: some clients would encode a JSON parameter once more. */
  json(value: unknown): string {
    return `${this.add(JSON.stringify(value), 'text')}::jsonb`
  }

  /** A set of strings travels as an array literal, since clients differ in what they make of an array. */
  texts(values: readonly string[]): string {
    const items = values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`)
    return `${this.add(`{${items.join()}}`, 'text')}::text[]`
  }

  /** One parameter per column. */
  record(columns: Columns, values: readonly SqlValue[]): string[] {
    return Object.values(columns).map((column, place) => {
      const value = values[place] ?? null
      if (column.endsWith(' jsonb')) return `${this.add(value, 'text')}::jsonb`
      return this.add(value, column.endsWith(' bigint') ? 'bigint' : 'text')
    })
  }
}

export const columnNames = (columns: Columns): string[] =>
  Object.values(columns).map((column) => column.slice(0, column.indexOf(' ')))

export const columnsWithTypes = (columns: Columns): string => Object.values(columns).join(', ')

/** `m.id, m.user_id, ...` */
export const columnsOf = (alias: string, columns: Columns): string =>
  columnNames(columns)
    .map((name) => `${alias}.${name}`)
    .join(', ')

/** A revision `r` and its events as one JSON array. */
export function revisionAsJson(tables: Tables, organization: string, tag: string): string {
  return `json_build_array(${tag}${columnsOf('r', revisionColumns)}, (
    SELECT json_agg(json_build_array(${columnsOf('e', eventColumns)}) ORDER BY e.seq)
    FROM ${tables.events} AS e WHERE e.org_id = ${organization} AND e.revision = r.revision
  ))::text`
}
