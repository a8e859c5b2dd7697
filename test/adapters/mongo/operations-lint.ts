/**
 * What the adapter may send to a server: operations that are safe to run twice, on one document each, filters that stay
 * inside an organization, and queries that a declared index serves (equality, then sort, then range).
 */
import { claimIndexes, recordIndexes } from '../../../adapters/mongo/indexes.js'
import { type Command, isOfClaims } from './commands.js'

type Filter = { readonly [field: string]: unknown }

/** Filters without an organization, each by its field, and why. */
const across: { readonly [field: string]: string } = {
  across: 'members of a user, and heads with something pending',
  offered: 'pending invitations to an address',
  expiring: 'organizations whose invitations have run out',
  gone_at: 'what is to be swept',
}

/** What is wrong with a command; nothing where all is well. */
export function problemsOf(name: string, command: Command): string[] {
  const problems = ['startTransaction', 'txnNumber', 'autocommit', 'hint', 'collation', 'let'].filter(
    (one) => one in command,
  )
  const claims = isOfClaims(command)
  switch (name) {
    case 'find':
      return [...problems, ...ofFind(command, claims)]
    case 'aggregate':
      return [...problems, ...ofAggregate(command)]
    case 'insert':
      return claims ? problems : [...problems, 'an insertion that is not behind the fence']
    case 'update':
      return [...problems, ...(command.updates as Command[]).flatMap((update) => ofUpdate(update, claims))]
    case 'delete':
      return [...problems, ...(command.deletes as Command[]).flatMap((one) => ofDelete(one.q as Filter, claims))]
    case 'getMore':
      return problems
    default:
      return [`${name} is not among what the adapter sends`]
  }
}

function ofUpdate({ q, u, multi }: Command, claims: boolean): string[] {
  const filter = q as Filter
  return [
    ...(Array.isArray(u) ? ['an update by a pipeline'] : []),
    ...Object.keys(u as object).flatMap((operator) => (['$set', '$unset'].includes(operator) ? [] : [`${operator}`])),
    ...(multi === true ? ['an update of many'] : []),
    ...(isText(filter._id) ? [] : ['an update without `_id`']),
    ...(isText(filter.org_id) ? [] : ['an update without `org_id`']),
    ...(claims || isHead(filter) || 'rev' in filter ? [] : ['an update of a record without the fence']),
    ...('_id' in ((u as { $set?: object }).$set ?? {}) ? ['a write of `_id`'] : []),
  ]
}

function ofDelete(filter: Filter, claims: boolean): string[] {
  if (!isText(filter.org_id)) return ['a deletion without `org_id`']
  return '_id' in filter || claims ? [] : ['a deletion without `_id`']
}

function ofFind({ filter, sort = {}, limit }: Command, claims: boolean): string[] {
  const branches = branchesOf(filter as Filter)
  const order = Object.entries(sort as { [field: string]: number })
  return branches.flatMap((branch) => [
    ...(claims || isText(branch.org_id) || isOfHeads(branch) || Object.keys(branch).some((field) => field in across)
      ? []
      : [`a find without \`org_id\`: ${Object.keys(branch)}`]),
    ...(servedBy(branch, order, claims) === undefined
      ? [`no index serves ${JSON.stringify(shapeOf(branch))}, by ${Object.keys(sort as object)}`]
      : []),
    ...(order.length > 0 && branches.length > 1 ? ['an ordered find of several branches'] : []),
    ...(Number(limit ?? 0) < 0 ? ['a negative limit'] : []),
  ])
}

function ofAggregate({ pipeline }: Command): string[] {
  const [match, ...stages] = pipeline as Command[]
  const names = stages.flatMap((stage) => Object.keys(stage))
  const served = servedBy((match?.$match ?? {}) as Filter, [], false)
  return [
    ...(served === undefined ? ['no index serves the aggregate'] : []),
    ...(names.join() === '$group,$sort,$limit' ? [] : [`stages ${names}`]),
  ]
}

// ------------------------------------------------------------------------------------------------------------- indexes

const branchesOf = (filter: Filter): readonly Filter[] =>
  Object.keys(filter).join() === '$or' ? (filter.$or as Filter[]) : [filter]

/** Fields that an index need not have, since there are few documents to look through once it has been entered. */
const residual = ['kind']

/** The name of the index that serves a filter and its order, if there is one. */
export function servedBy(filter: Filter, order: readonly [string, number][], claims: boolean): string | undefined {
  if (isEquality(filter._id) && order.length === 0) return '_id'
  const equal = new Set(Object.keys(filter).filter((field) => isEquality(filter[field])))
  const ranges = rangesOf(filter).filter((field) => !residual.includes(field))
  const directions = new Set(order.map(([, direction]) => direction))
  if (directions.size > 1) return undefined
  return (claims ? claimIndexes : recordIndexes).find(({ key }) => {
    const fields = Object.keys(key)
    const start = fields.findIndex((field) => !equal.has(field))
    const [prefix, rest] = start === -1 ? [fields, []] : [fields.slice(0, start), fields.slice(start)]
    const sorted = order.map(([field]) => field).filter((field) => !equal.has(field))
    return (
      prefix.length > 0 === equal.size > 0 &&
      [...equal].every((field) => prefix.includes(field)) &&
      sorted.every((field, at) => rest[at] === field) &&
      ranges.every((field) => rest.slice(0, Math.max(1, sorted.length, ranges.length)).includes(field))
    )
  })?.name
}

const isText = (value: unknown): boolean => typeof value === 'string'
const isHead = ({ _id }: Filter): boolean => isText(_id) && String(_id).endsWith('/head')
const isOfHeads = ({ _id }: Filter): boolean =>
  typeof _id === 'object' && _id !== null && '$in' in _id && (_id.$in as string[]).every((one) => one.endsWith('/head'))

const isEquality = (condition: unknown): boolean =>
  condition !== undefined && (typeof condition !== 'object' || condition === null || '$in' in condition)

/** Fields with anything but equality, those of bounds on a place included. */
function rangesOf(filter: Filter): string[] {
  return Object.entries(filter).flatMap(([field, condition]) => {
    if (field === '$or' || field === '$and')
      return (condition as Filter[]).flatMap((one) => [
        ...Object.keys(one).filter((key) => !key.startsWith('$')),
        ...rangesOf(one),
      ])
    return isEquality(condition) ? [] : [field]
  })
}

/** A filter without its values. */
export const shapeOf = (filter: unknown): unknown =>
  JSON.parse(JSON.stringify(filter), (_, value) => (typeof value === 'object' && value !== null ? value : typeof value))
