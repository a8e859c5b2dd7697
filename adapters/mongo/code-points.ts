/**
 * Texts that servers order by code point, whatever they compare by. A server that compares bytes of UTF-8 does so by
 * itself; one that compares UTF-16 units puts what lies beyond U+FFFF before U+E000 to U+FFFF. So whatever stands from
 * U+D7FF on is written as U+D7FF and two digits, which come out alike in both; nearly all texts stay as they are.
 */
const sign = 0xd7ff
const digits = 0x800
/** Digits stand where neither a control character nor a surrogate does. */
const zero = 0x100

export function inOrder(text: string): string {
  if (!/[\ud7ff-\uffff]/.test(text)) return text
  return Array.from(text, (character) => {
    const distance = (character.codePointAt(0) ?? 0) - sign
    if (distance < 0) return character
    return String.fromCharCode(sign, zero + Math.floor(distance / digits), zero + (distance % digits))
  }).join('')
}

/** The text that was put in order. */
export function outOfOrder(text: string): string {
  return text.replaceAll(/\ud7ff(.)(.)/g, (_, high: string, low: string) =>
    String.fromCodePoint(sign + (high.charCodeAt(0) - zero) * digits + low.charCodeAt(0) - zero),
  )
}
