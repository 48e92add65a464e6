import { OrgId } from "@callsheet/domain/Ids"
import { hours } from "@callsheet/domain/Instant"
import type { OrgCommand } from "@callsheet/domain/org/OrgCommand"
import { orgMachine } from "@callsheet/domain/org/OrgMachine"
import { assert, describe, it } from "@effect/vitest"
import { situations } from "../support/Decisions.ts"

const NOW = Date.UTC(2026, 10, 24, 12)
const given = situations(orgMachine, { at: NOW, id: OrgId.make(`org_${"0".repeat(26)}`) })

const create: OrgCommand = { _tag: "Create", name: "Studio", timeZone: "Europe/Berlin" }
const limit = (amount: number): OrgCommand => ({
  _tag: "SetLimit",
  kind: "publishes",
  limit: { amount, period: "month" }
})
const reserve = (amount: number, reference = "pln_1"): OrgCommand => ({
  _tag: "Reserve",
  reference,
  amounts: [{ kind: "publishes", amount }]
})
const settle: OrgCommand = { _tag: "Settle", reference: "pln_1", amounts: [{ kind: "publishes", amount: 1 }] }

const org = given(null).when(create).next()
const limited = given(org).when(limit(2)).next()
const full = given(limited).when(reserve(2)).next()
const freed = given(full).when({ _tag: "Free", reference: "pln_1" }, NOW + 1_000).next()

describe("an org", () => {
  it("nothing, Create → active", () => given(null).when(create).leadsTo("active"))
  it("nothing, Reserve → OrgNotFound", () => given(null).when(reserve(1)).isRefused("OrgNotFound"))
  it("active, Create → OrgAlreadyExists", () => given(org).when(create).isRefused("OrgAlreadyExists"))
  it("active, merged gates without an owner → OwnerMissing", () =>
    given(org).when({ _tag: "SetPolicy", change: { gates: "plan" } }).isRefused("OwnerMissing"))
  it("active, merged gates with an owner → active", () =>
    given(org).when({ _tag: "SetPolicy", change: { gates: "plan", gatesOwner: "Ada" } }).leadsTo("active"))
})

describe("an org's pause", () => {
  const pause = (reason: string, until?: number): OrgCommand => ({ _tag: "Pause", reason, until })
  const paused = given(org).when(pause("law")).next()
  const untilTomorrow = given(org).when(pause("logo", NOW + hours(24))).next()

  it("asked for a second time stays as it is, with who began it and when", () => {
    const { event, next } = given(paused).when(pause("again"), NOW + 1_000).result()
    assert.strictEqual(event._tag, "AskedAgain")
    assert.deepStrictEqual(next.paused, paused.paused)
    assert.strictEqual(
      given(paused).when(pause("short", NOW + hours(1)), NOW + 1_000).result().event._tag,
      "AskedAgain"
    )
  })
  it("that ends later takes the place of one that ends sooner, and of one that has ended", () => {
    assert.strictEqual(given(untilTomorrow).when(pause("law"), NOW + 1_000).next().paused?.reason, "law")
    const late = given(untilTomorrow).when(pause("next", NOW + hours(26)), NOW + hours(25)).next()
    assert.strictEqual(late.paused?.reason, "next")
  })
  it("that has ended by itself needs no end", () => {
    const end: OrgCommand = { _tag: "ResumePosting" }
    assert.strictEqual(given(untilTomorrow).when(end, NOW + hours(24)).result().event._tag, "AskedAgain")
    assert.isUndefined(given(untilTomorrow).when(end, NOW + hours(23)).next().paused)
  })
})

describe("an org's limits", () => {
  it("2 of 2, Reserve 2 → active", () => given(limited).when(reserve(2)).leadsTo("active"))
  it("2 of 2, Reserve 3 → QuotaExceeded", () => given(limited).when(reserve(3)).isRefused("QuotaExceeded"))
  it("0 of 2 left, Reserve 1 for another plan → QuotaExceeded", () =>
    given(full).when(reserve(1, "pln_2")).isRefused("QuotaExceeded"))
  it("0 of 2 left, the same reservation again → active", () => given(full).when(reserve(2)).leadsTo("active"))
  it("after Free, Reserve 2 for another plan → active", () =>
    given(freed).when(reserve(2, "pln_2"), NOW + 2_000).leadsTo("active"))
  it("0 of 2 left, Settle less than was reserved → active, and the rest is free", () => {
    const settled = given(full).when(settle, NOW + 1_000).next()
    given(settled).when(reserve(1, "pln_2"), NOW + 2_000).leadsTo("active")
    given(settled).when(reserve(2, "pln_2"), NOW + 2_000).isRefused("QuotaExceeded")
  })
  it("0 of 2 left, Reserve in the next month → QuotaExceeded, since the promise stands", () =>
    given(full).when(reserve(1, "pln_2"), NOW + hours(24 * 20)).isRefused("QuotaExceeded"))
})
