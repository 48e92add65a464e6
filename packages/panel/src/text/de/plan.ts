import type { Words } from "../Text.ts"

export const plan: Words["plan"] = {
  plan: "Plan",
  slot: "Termin",
  account: "Konto",
  status: "Status",
  since: "Seit",
  until: "Bis",
  thenComes: "Dann",
  canAct: "Kann handeln",
  personDecides: "jemand entscheidet",
  open: "Öffnen",
  move: "Verschieben…",
  doReject: "Ablehnen",
  doCancel: "Plan absagen",
  unknown: "Diesen Plan gibt es hier nicht."
}
