/** Many addresses in one text, as people paste them. */

export interface ListedAddress {
  /** The entry as written, without the white space around it. */
  readonly text: string
  /** The line that it stands on, from 1. */
  readonly line: number
}

/**
 * Splits at commas, semicolons and line breaks. White space around an entry belongs to the separator; entries that are
 * empty are passed over. What an entry is, and whether one comes twice, is for the caller to see.
 */
export const splitAddresses = (text: string): readonly ListedAddress[] =>
  text.split(/\r\n|\n|\r/).flatMap((content, index) =>
    content
      .split(/[,;]/)
      .map((entry) => ({ text: entry.trim(), line: index + 1 }))
      .filter((entry) => entry.text !== ''),
  )
