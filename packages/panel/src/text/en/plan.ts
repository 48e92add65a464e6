export const plan = {
  plan: "Plan",
  slot: "Slot",
  account: "Account",
  status: "Status",
  since: "Since",
  until: "Until",
  thenComes: "Then",
  canAct: "Can act",
  personDecides: "a person decides",
  open: "Open",
  move: "Move…",
  doReject: "Reject",
  doCancel: "Cancel the plan",
  unknown: "There is no such plan here."
}
