/**
 * The one error class, apart from the words of its many codes: `guildhall/core` throws a few of them and says so itself,
 * so that a browser does not load the refusals of every command.
 */
import type { DetailsOf, ErrorCode, ErrorKind } from './errors.js'

type Messages = <C extends ErrorCode>(code: C, details: DetailsOf<C>) => string

let messageOf: Messages | undefined

/** Where the words come from, once `errors.ts` is there. */
export function sayThemBy(messages: Messages): void {
  messageOf = messages
}

function kindOf(code: ErrorCode): ErrorKind {
  switch (code) {
    case 'input/invalid':
    case 'policy/invalid':
    case 'snapshot/invalid':
      return 'invalid-input'
    case 'organization/stale':
    case 'plan/stale':
    case 'snapshot/stale':
      return 'stale'
    case 'storage/failed':
      return 'storage'
    case 'internal/fault':
      return 'internal'
    default:
      return 'refused'
  }
}

const brand = '@guildhall/error'

/** The one error class. Recognise it with `isGuildhallError`, which also works across bundles. */
export class GuildhallError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'GuildhallError'
  readonly kind: ErrorKind
  readonly code: C
  readonly details: DetailsOf<C>
  readonly [brand] = true

  constructor(code: C, details: DetailsOf<C>, options?: { readonly message?: string; readonly cause?: unknown }) {
    super(
      options?.message ?? messageOf?.(code, details) ?? code,
      options?.cause === undefined ? undefined : { cause: options.cause },
    )
    this.code = code
    this.kind = kindOf(code)
    this.details = details
  }
}

/** Whether something caught is an error of Guildhall's, by its brand; with a code, narrows `code` and `details`. */
export function isGuildhallError<C extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: C,
): error is GuildhallError<C> {
  return (
    typeof error === 'object' &&
    error !== null &&
    brand in error &&
    (code === undefined || ('code' in error && error.code === code))
  )
}
