/** What of a revision is hashed into the chain: everything but what can be forgotten of a person, and the request. */
import { canonicalJson } from '../input/canonical-json.js'
import type { PersonalPart, RevisionRow, StoredEvent } from '../storage.js'

/** The text that `RevisionRow.hash` is the SHA-256 of: canonical JSON (RFC 8785), over the hash of the revision before. */
export function revisionCore(row: Omit<RevisionRow, 'hash' | 'request'>): string {
  const { organizationId, revision, commitId, at, actor, command, seats, previousHash } = row
  const events = row.events.map(hashedEvent)
  return canonicalJson({ organizationId, revision, commitId, at, actor, command, seats, previousHash, events })
}

function hashedEvent({ personal, ...core }: StoredEvent): object {
  return { ...core, personal: personal.map(({ subject, digest }) => ({ subject, digest })) }
}

/** The text that `PersonalPart.digest` is the SHA-256 of. */
export function personalCore(part: Required<Pick<PersonalPart, 'salt' | 'content'>>): string {
  return canonicalJson({ salt: part.salt, content: part.content })
}
