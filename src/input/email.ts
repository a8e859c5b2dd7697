/**
 * The canonical form of an e-mail address, by which addresses are compared. No character outside ASCII ever becomes one
 * inside it, so that nobody can hold an address that counts as another's.
 */
import { type Checked, right, wrong } from './checked.js'
import { encodingProblem } from './text.js'

export interface CanonicalEmail {
  /** As given: where mail goes, and what people read. */
  readonly email: string
  /** NFC, the domain in punycode, A-Z lower-cased; plus-tags are kept. */
  readonly key: string
}

const maxBytes = 254
const maxLocalBytes = 64
const maxDomainBytes = 253
const maxLabelBytes = 63

export const canonicalEmail = (given: string): Checked<CanonicalEmail> => {
  const encoding = encodingProblem(given, maxBytes)
  if (encoding !== undefined) return wrong(encoding)
  if (given !== given.trim()) return wrong('must not begin or end with white space')
  if (normalizesToAscii(given)) return wrong('must not contain characters that turn into ASCII ones')
  const parts = given.normalize('NFC').split('@')
  const [localPart, domainPart] = parts
  if (localPart === undefined || domainPart === undefined || parts.length !== 2) {
    return wrong('must contain exactly one `@`')
  }
  const local = canonicalLocalPart(localPart)
  if (!local.ok) return local
  const domain = canonicalDomain(domainPart)
  if (!domain.ok) return domain
  const key = `${local.value}@${domain.value}`
  const length = encodingProblem(key, maxBytes)
  return length === undefined ? right({ email: given, key }) : wrong(length)
}

/** Whether NFC makes a new ASCII character: U+212A is one for `K`, U+037E for `;`, U+1FEF for a grave accent. */
const normalizesToAscii = (text: string): boolean =>
  [...text].some((character) => isNotAscii(character) && hasAscii(character.normalize('NFC')))

const hasAscii = (text: string): boolean => /[\0-\x7F]/.test(text)
const isNotAscii = (text: string): boolean => /[^\0-\x7F]/.test(text)

/** Characters that nobody sees have no place in an address, whatever their kind. */
const ignorable = /\p{Default_Ignorable_Code_Point}/u

// ---------------------------------------------------------------------------------------------------------- local part

/** RFC 5322 `atext`, and outside ASCII letters, marks and digits of any script (RFC 6531). */
const atom = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-\p{L}\p{M}\p{Nd}]+$/u

const canonicalLocalPart = (local: string): Checked<string> => {
  if (local === '') return wrong('must have a name before the `@`')
  if (encodingProblem(local, maxLocalBytes) !== undefined) {
    return wrong(`must have at most ${maxLocalBytes} bytes before the \`@\``)
  }
  const atoms = local.split('.')
  if (atoms.includes('')) return wrong('must have no dot at the beginning or end of the name, and no two in a row')
  if (ignorable.test(local) || !atoms.every((part) => atom.test(part))) {
    return wrong("must have only letters, digits, dots and !#$%&'*+/=?^_`{|}~- before the `@`")
  }
  // again, since a small letter may compose with a mark that the capital did not compose with
  return right(lowerAscii(local).normalize('NFC'))
}

const lowerAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

// -------------------------------------------------------------------------------------------------------------- domain

const label = /^[\p{L}\p{M}\p{Nd}-]+$/u

const canonicalDomain = (domain: string): Checked<string> => {
  const labels = domain.split('.')
  if (labels.includes('')) return wrong('must have a domain after the `@`, without empty parts or a dot at the end')
  if (ignorable.test(domain) || !labels.every((part) => label.test(part))) {
    return wrong('must have only letters, digits, hyphens and dots after the `@`')
  }
  if (foldsToAscii(domain)) return wrong('must not have characters in the domain that turn into ASCII ones')
  const host = hostOf(domain)
  if (host === undefined) return wrong('must have a valid domain')
  const mapped = host.split('.')
  if (isNumeric(mapped.at(-1) ?? '')) return wrong('must have a domain name, not an IP address')
  // each label must come out as itself: a name that is not ASCII as punycode, never as an ASCII name
  const faithful = mapped.length === labels.length && mapped.every((part, i) => isFaithful(labels[i] ?? '', part))
  if (!faithful) return wrong('must not have characters in the domain that turn into ASCII ones')
  if (mapped.some((part) => part.startsWith('-') || part.endsWith('-'))) {
    return wrong('must have no hyphen at the beginning or end of a part of the domain')
  }
  const tooLong = host.length > maxDomainBytes || mapped.some((part) => part.length > maxLabelBytes)
  return tooLong ? wrong(`must have parts of the domain of at most ${maxLabelBytes} bytes`) : right(host)
}

/** Compatibility forms of ASCII characters, and the capital sharp s, which platforms disagree on. */
const foldsToAscii = (domain: string): boolean =>
  [...domain].some(
    (character) => isNotAscii(character) && (hasAscii(character.normalize('NFKC')) || character === '\u1E9E'),
  )

/** UTS-46 through the platform's `URL`, the only implementation at hand everywhere. It takes numbers for IP addresses. */
const hostOf = (domain: string): string | undefined => {
  try {
    return new URL(`http://${domain}`).hostname
  } catch {
    return undefined
  }
}

const isNumeric = (part: string): boolean => /^(?:\d+|0x[0-9a-f]*)$/.test(part)

const isFaithful = (given: string, mapped: string): boolean =>
  isNotAscii(given) ? mapped.startsWith('xn--') : mapped === given.toLowerCase()
