/** Records by ordinal, inside of inputs: so that a walk that is made shorter still means something. */
import fc from 'fast-check'
import type { Kind, RecordsByKind } from '../../../src/index.js'
import type { StoredOrganization } from './stored.js'

/** Ordinals 0 to 9 are live records of the kind, as long as there are any; 10 is a record of another kind, 11 none at all. */
export interface Nth {
  readonly nth: number
  readonly of: Kind
}

export const nth = (of: Kind): fc.Arbitrary<Nth> => fc.nat({ max: 11 }).map((ordinal) => ({ nth: ordinal, of }))
/** A record that is there, as long as there is any. */
export const oneOf = (of: Kind): fc.Arbitrary<Nth> => fc.nat({ max: 9 }).map((ordinal) => ({ nth: ordinal, of }))
export const some = (of: Kind, most = 3): fc.Arbitrary<readonly Nth[]> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.array(oneOf(of), { minLength: 1, maxLength: most }) },
    { weight: 1, arbitrary: fc.array(nth(of), { minLength: 1, maxLength: most }) },
  )

/** The input, each ordinal in it replaced by what it stands for: an id, or the type and key of a resource. */
export function resolved(value: unknown, organization: StoredOrganization): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, organization))
  if (typeof value !== 'object' || value === null) return value
  if (isNth(value)) return named(value, organization)
  return Object.fromEntries(Object.entries(value).map(([field, part]) => [field, resolved(part, organization)]))
}

function isNth(value: object): value is Nth {
  return 'nth' in value && 'of' in value
}

function named({ nth: ordinal, of }: Nth, organization: StoredOrganization): unknown {
  const records: readonly RecordsByKind[Kind][] = organization[`${of}s`]
  const live = records.filter((record) => !('status' in record) || !['deleted', 'removed'].includes(record.status))
  const found = ordinal > 9 ? undefined : live[ordinal % Math.max(1, live.length)]
  if (of === 'resource')
    return found !== undefined && 'ref' in found ? { type: found.type, key: found.key } : { type: 'model', key: 'none' }
  const other = of === 'member' ? organization.head.id : organization.members[0]?.id
  return found?.id ?? (ordinal === 10 ? other : 'Id_none')
}
