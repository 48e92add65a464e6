import type { Words } from "../Text.ts"

export const plan: Words["plan"] = {
  plan: "Plan",
  slot: "Termin",
  account: "Konto",
  status: "Status"
}
