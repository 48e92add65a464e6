export const plan = {
  plan: "Plan",
  slot: "Slot",
  account: "Account",
  status: "Status"
}
