/** What a check answers: the value in its canonical form, or what is wrong with it, to be read after the field's name. */
export type Checked<T> = { readonly ok: true; readonly value: T } | Wrong
export interface Wrong {
  readonly ok: false
  readonly problem: string
}

export const right = <T>(value: T): Checked<T> => ({ ok: true, value })
export const wrong = (problem: string): Wrong => ({ ok: false, problem })
