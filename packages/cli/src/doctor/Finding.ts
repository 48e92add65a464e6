/** What one look found. A note is good to know and hinders nothing. */
export interface Finding {
  readonly name: string
  readonly state: "ok" | "note" | "problem"
  readonly what: string
  readonly remedy: string | null
}

export const ok = (name: string, what: string): Finding => ({ name, state: "ok", what, remedy: null })
export const note = (name: string, what: string, remedy: string | null = null): Finding => ({
  name,
  state: "note",
  what,
  remedy
})
export const problem = (name: string, what: string, remedy: string): Finding => ({
  name,
  state: "problem",
  what,
  remedy
})
