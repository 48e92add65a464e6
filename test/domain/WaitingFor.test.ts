import { action } from "@callsheet/domain/Action"
import { endsByItself, WaitingFor } from "@callsheet/domain/WaitingFor"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

const decode = Schema.decodeUnknownSync(WaitingFor)
const wait = (who: string) => ({ what: "w.", since: "2026-11-24T17:00:00.000Z", until: null, who })

describe("What is waited for", () => {
  it("travels as a literal and a call", () => {
    const waiting = decode({ ...wait("approver"), action: action("plan.approve", { id: "pln_1" }) })
    assert.deepStrictEqual(waiting.action, { call: "plan.approve", input: { id: "pln_1" } })
    assert.deepStrictEqual(Schema.encodeSync(WaitingFor)(waiting), {
      ...wait("approver"),
      action: { call: "plan.approve", input: { id: "pln_1" } }
    })
  })

  it("is read from what a release before said", () => {
    for (
      const [text, who] of [
        ["an approver: callsheet plan approve", "approver"],
        ["an editor: callsheet plan reschedule", "editor"],
        ["the system", "system"],
        ["TikTok", "tiktok"],
        ["a person: callsheet plan retry pln_1", "editor"]
      ] as const
    ) assert.deepStrictEqual(decode(wait(text)), { ...wait(who), who, action: null })
  })

  it("ends by itself, or a person must act: a word of a newer release asks for a person", () => {
    assert.isTrue(endsByItself(decode(wait("tiktok")).who))
    assert.isFalse(endsByItself(decode(wait("committee")).who))
  })
})
