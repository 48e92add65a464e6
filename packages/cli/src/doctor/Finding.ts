/** What one look found. A note is good to know and hinders nothing. */
export interface DoctorFinding {
  readonly name: string
  readonly state: "ok" | "note" | "problem"
  readonly what: string
  readonly remedy: string | null
}

export const ok = (name: string, what: string): DoctorFinding => ({ name, state: "ok", what, remedy: null })
export const note = (name: string, what: string, remedy: string | null = null): DoctorFinding => ({
  name,
  state: "note",
  what,
  remedy
})
export const problem = (name: string, what: string, remedy: string): DoctorFinding => ({
  name,
  state: "problem",
  what,
  remedy
})
