/** A scope by the kind and the id of its record. */
import type { Scope } from './scope.js'
import type { Where } from './standing.js'

export function scopeOf(kind: Scope, id: string): Where {
  switch (kind) {
    case 'organization':
      return { organization: true }
    case 'workspace':
      return { workspace: id }
    case 'team':
      return { team: id }
    case 'resource':
      return { resource: id }
  }
}
