/** A CSV file with a header: `email`, and any of `name`, `role`, `department`, `job title`, `phone`. */
import { CsvError, type Options, parse } from 'csv-parse/sync'
import { isRole, roles } from './policy.js'
import { DemoError, type Problem, quoted } from './problems.js'
import type { Person, RosterFile } from './roster.js'
import { slugOf } from './slug.js'

/** Headings as people write them, without case, spaces, hyphens and underscores; and the fields that they are. */
const known = new Map([
  ['email', 'email'],
  ['emailaddress', 'email'],
  ['name', 'name'],
  ['role', 'role'],
  ['department', 'department'],
  ['jobtitle', 'jobTitle'],
  ['phone', 'phone'],
])

interface Row {
  readonly line: number
  readonly values: readonly string[]
}

export function readCsvRoster(text: string, name: string): RosterFile {
  const problems: Problem[] = []
  const [header, ...rows] = rowsOf(text)
  if (header === undefined) throw new DemoError('the file is empty')
  const fields = header.values.map((heading) => known.get(heading.toLowerCase().replace(/[\s_-]/g, '')))
  if (!fields.includes('email')) throw new DemoError('the first line must be a header with a column `email`')
  const twice = fields.find((field, index) => field !== undefined && fields.indexOf(field) !== index)
  if (twice !== undefined) throw new DemoError(`the header has two columns for \`${twice}\``)

  const seen = new Map<string, number>()
  const people = rows.flatMap(({ line, values }): Person[] => {
    const wrong = (problem: string, field?: string): [] => {
      problems.push({ line, problem, ...(field === undefined ? {} : { field }) })
      return []
    }
    if (values.length !== fields.length) return wrong(`has ${values.length} columns, the header has ${fields.length}`)
    const cells = fields.flatMap((field, column) => (field && values[column] ? [[field, values[column]]] : []))
    const { email = '', role, ...profile } = Object.fromEntries(cells) as Partial<Cells>
    if (email === '') return wrong('is missing', 'email')
    if (role !== undefined && !isRole(role))
      return wrong(`${quoted(role)} is no role here: ${roles.join(', ')}`, 'role')
    const key = email.toLowerCase()
    const earlier = seen.get(key)
    if (earlier !== undefined) return wrong(`${quoted(email)} is on line ${earlier} already`, 'email')
    seen.set(key, line)
    return [{ line, userId: `email:${key}`, profile: { email, ...profile }, ...(role === undefined ? {} : { role }) }]
  })
  const columns = header.values.filter((_, column) => fields[column] === undefined)
  const nothing = { metadata: {}, teams: [], resources: [], access: [] }
  const roster = { line: header.line, slug: slugOf(name), name, people, ...nothing }
  return { rosters: [roster], problems, notImported: columns.map((column) => `the column ${quoted(column)}`) }
}

type Cells = { readonly [field in 'email' | 'name' | 'role' | 'department' | 'jobTitle' | 'phone']: string }

/** @throws DemoError where a quote stands wrong: what comes after it could be anything */
function rowsOf(text: string): Row[] {
  const lines = text.replaceAll(/\r\n?/g, '\n')
  const [firstLine = ''] = lines.split('\n', 1)
  const rows: (Row & { readonly lastLine: number })[] = []
  const options: Options = {
    delimiter: [',', ';', '\t'].find((delimiter) => firstLine.includes(delimiter)) ?? ',',
    trim: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: 65_536,
    on_record(values, { lines: lastLine }) {
      // a value in quotes may be of several lines
      rows.push({ line: lastLine - values.join('').split('\n').length + 1, lastLine, values })
      return null
    },
  }
  try {
    parse(lines, options)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const problem = misquoted[error.code] ?? error.message
    const line = error.code === 'CSV_QUOTE_NOT_CLOSED' ? (rows.at(-1)?.lastLine ?? 0) + 1 : Number(error.lines)
    throw new DemoError('not well-formed CSV', [{ line, problem }])
  }
  return rows
}

const misquoted: { readonly [code: string]: string } = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'there is text after a closing quote',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: 'there is text after a closing quote',
  INVALID_OPENING_QUOTE: 'there is a quote in text that is not quoted',
  CSV_MAX_RECORD_SIZE: 'longer than 64 KB',
}
