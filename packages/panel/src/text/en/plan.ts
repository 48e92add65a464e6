export const plan = {
  plan: "Plan",
  slot: "Slot",
  account: "Account",
  status: "Status",
  since: "Since",
  until: "Until",
  then: "Then",
  canAct: "Can act",
  personDecides: "a person decides",
  open: "Open",
  move: "Move…"
}
