/** The terminal: headings, tables, short lines. Colours are `styleText`'s, which heeds NO_COLOR and knows a pipe. */
import { stripVTControlCharacters, styleText } from 'node:util'
import Table from 'cli-table3'

/** Prints a line or more. */
export type Show = (text: string) => void

const width = 80
const margin = '   '

export const bold = (text: string): string => styleText('bold', text)
export const dim = (text: string): string => styleText('dim', text)
export const good = (text: string): string => styleText('green', text)
export const bad = (text: string): string => styleText('red', text)
/** The same on the stream of errors, which may go elsewhere. */
export const alarming = (text: string): string => styleText('red', text, { stream: process.stderr })

// not `styleText([...])`, which on Node 20 colours whatever it is told about colours
const head = (text: string): string => styleText('cyan', bold(text))

export function title(name: string, words: string): string {
  return `\n${margin}${head(name)}  ${dim(words)}`
}

/** Opens a section: a number of its own, what it is about, and the call, as an app would write it. */
export type Begin = (words: string, code: string) => void

export function sections(show: Show): Begin {
  let number = 0
  return (words, code) => {
    number += 1
    const rule = '─'.repeat(Math.max(0, width - margin.length - words.length - 1))
    show(`\n${head(`${number}  ${words}`)} ${dim(rule)}`)
    show(call(code))
  }
}

/** Text under a heading, broken at 80 columns. */
export const lines = (text: string): string => broken(text, margin)

export const indented = (text: string): string => broken(text, `${margin}  `)

/** Text behind some words, and under itself where it goes on. */
export function hanging(words: string, text: string): string {
  const [first = '', ...others] = broken(text, margin + ' '.repeat(lengthOf(words))).split('\n')
  return [`${margin}${words}${first.trimStart()}`, ...others].join('\n')
}

function broken(text: string, before: string): string {
  const rows = ['']
  for (const word of text.split(' ')) {
    const row = rows.at(-1) ?? ''
    if (row !== '' && lengthOf(`${before}${row} ${word}`) > width) rows.push(word)
    else rows[rows.length - 1] = row === '' ? word : `${row} ${word}`
  }
  return rows.map((row) => `${before}${row}`).join('\n')
}

const lengthOf = (text: string): number => stripVTControlCharacters(text).length

/** The call that a section is about, as an app would write it. */
export const call = (code: string): string => `${margin}${dim(`› ${code}`)}`

/** Columns without a grid; numbers stand on the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const none = { top: '', bottom: '', left: '', right: '', middle: '  ', mid: '' }
  const corners = { 'top-left': '', 'top-mid': '', 'top-right': '', 'bottom-left': '', 'bottom-mid': '' }
  const drawn = new Table({
    head: head.map(dim),
    chars: { ...none, ...corners, 'bottom-right': '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: rows[0]?.map((cell) => (typeof cell === 'number' ? 'right' : 'left')) ?? [],
  })
  drawn.push(...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? String(cell) : cell))))
  return drawn
    .toString()
    .split('\n')
    .map((line) => `${margin}${line}`.trimEnd())
    .join('\n')
}

export function bar(part: number, whole: number): string {
  const filled = whole === 0 ? 0 : Math.min(40, Math.round((part / whole) * 40))
  return `${good('█'.repeat(filled))}${dim('░'.repeat(40 - filled))}`
}

export const count = (many: number, one: string, more = `${one}s`): string => `${many} ${many === 1 ? one : more}`

export const short = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

/** What comes from a file may hold characters that a terminal obeys: they are shown instead. */
export const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
