import type { Envelope } from "@callsheet/domain/Envelope"
import { AccountId, CommandId, encodeId, OrgId, PlanId } from "@callsheet/domain/Ids"
import { noConsentYet } from "@callsheet/domain/plan/Plan"
import type { PlanCommand } from "@callsheet/domain/plan/PlanCommand"
import { createHash, randomBytes, randomUUID } from "node:crypto"

const fresh = (prefix: string) => encodeId(prefix, Date.now(), randomBytes(10))

export const newPlanId = (): PlanId => PlanId.make(fresh("pln"))
export const newOrgId = (): OrgId => OrgId.make(fresh("org"))
export const newAccountId = (): AccountId => AccountId.make(fresh("acc"))

/** An envelope as a person's request carries it. The same id twice is the same wish. */
export const asking = (commandId: string = randomUUID(), keyed = false): Envelope => ({
  commandId: CommandId.make(commandId),
  by: "key:test",
  traceId: null,
  closes: null,
  keyed
})

/** Notes to write a script from. Other things have other notes, word for word, so that no two videos say the same. */
export const notesAbout = (what: string): string => {
  const word = (place: number) =>
    createHash("sha256").update(`${what} ${place}`).digest("hex").slice(0, 7).replace(
      /\d/g,
      (digit) => "ghijklmnop"[Number(digit)] ?? ""
    )
  return Array.from(
    { length: 5 },
    (_, line) => `- ${Array.from({ length: 7 }, (_, place) => word(line * 7 + place)).join(" ")}: ${what}.`
  ).join("\n")
}

let births = 0

/** A plan whose slot lies `inMillis` ahead of the real clock. */
export const birth = (inMillis = 3_600_000, more: Partial<Extract<PlanCommand, { _tag: "Create" }>> = {}) => ({
  _tag: "Create" as const,
  orgId: newOrgId(),
  accountId: newAccountId(),
  topic: "How to fold a paper crane",
  language: "en",
  hashtags: ["origami"],
  notes: notesAbout(`crane ${births++}`),
  script: null,
  slot: Date.now() + inMillis,
  timeZone: "Europe/Berlin",
  graceMillis: 7_200_000,
  delivery: "direct" as const,
  settings: noConsentYet,
  draft: false,
  ...more
})
