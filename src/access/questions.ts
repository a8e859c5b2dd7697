/**
 * Every question that can be put to a policy, with its bit: Guildhall's permissions, then the app's, then the app's once
 * more for each condition. So a bare permission and its conditioned ones are equally far apart, and no look-up is needed
 * from one to the other.
 */
import { conditioned, guildhallPermissionNames } from './permissions.js'
import { addBit, noRights, type Rights } from './rights.js'

export interface Questions {
  /** In the order of their bits. */
  readonly names: readonly string[]
  readonly index: ReadonlyMap<string, number>
  /** `own`, then the app's. */
  readonly conditions: readonly string[]
  /** The bit of a permission under a condition (by its place); undefined where it has none, as Guildhall's have. */
  under(bare: number, condition: number): number | undefined
  /** The place of a question's condition; undefined for a bare permission. */
  conditionOf(bit: number): number | undefined
  /** A question without its condition. */
  bareOf(bit: number): number
  /** The rights that permissions by name come to: a bare one holds whatever the condition; unknown names give none. */
  rightsTo(names: readonly string[]): Rights
}

export const questionsOf = (permissions: readonly string[], appConditions: Iterable<string>): Questions => {
  const conditions = ['own', ...appConditions]
  const first = guildhallPermissionNames.length
  const { length } = permissions
  const names = [
    ...guildhallPermissionNames,
    ...permissions,
    ...conditions.flatMap((condition) => permissions.map((permission) => conditioned(permission, condition))),
  ]
  const index = new Map(names.map((name, bit) => [name, bit]))
  const isBare = (bit: number): boolean => bit >= first && bit < first + length
  const under = (bare: number, condition: number) => (isBare(bare) ? bare + (condition + 1) * length : undefined)
  return {
    names,
    index,
    conditions,
    under,
    conditionOf: (bit) => (bit < first + length ? undefined : Math.floor((bit - first) / length) - 1),
    bareOf: (bit) => (bit < first + length ? bit : first + ((bit - first) % length)),
    rightsTo(wanted) {
      const rights = noRights(names.length)
      for (const name of wanted) {
        const bit = index.get(name)
        if (bit === undefined) continue
        addBit(rights, bit)
        if (isBare(bit))
          for (let place = 0; place < conditions.length; place++) addBit(rights, bit + (place + 1) * length)
      }
      return rights
    },
  }
}
