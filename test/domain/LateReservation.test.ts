import { OrgId } from "@callsheet/domain/Ids"
import { seconds } from "@callsheet/domain/Instant"
import { Org } from "@callsheet/domain/org/Org"
import type { OrgCommand } from "@callsheet/domain/org/OrgCommand"
import { orgMachine } from "@callsheet/domain/org/OrgMachine"
import { usedAt } from "@callsheet/domain/spending/Sums"
import { assert, describe, it } from "@effect/vitest"
import { Either, Schema } from "effect"

const start = Date.UTC(2026, 10, 24, 12)
const plan = "pln_1"

/** An org and its commands, one after the other; what is refused is answered with its tag. */
const orgAt = () => {
  const id = OrgId.make(`org_${"0".repeat(26)}`)
  const born = orgMachine.birth(id, { _tag: "Create", name: "Studio", timeZone: "Europe/Berlin" }, start, "key:test")
  let self = orgMachine.evolve(null, Either.getOrThrow(born), start)
  const ask = (command: OrgCommand, at: number): string => {
    const decided = orgMachine.decide(self, command, at, "key:test")
    if (Either.isLeft(decided)) return decided.left._tag
    self = orgMachine.evolve(self, decided.right, at)
    // As the row is read again by the next owner.
    self = Schema.decodeUnknownSync(Org)(JSON.parse(JSON.stringify(self)))
    return decided.right._tag
  }
  ask({ _tag: "SetLimit", kind: "publishes", limit: { amount: 3, period: "month" } }, start)
  return { ask, held: (at: number) => usedAt(self, "publishes", at).reserved, ended: () => self.ended }
}
const reserve = (askedAt?: number): OrgCommand => ({
  _tag: "Reserve",
  reference: plan,
  amounts: [{ kind: "publishes", amount: 1 }],
  ...(askedAt === undefined ? {} : { askedAt })
})
const settle: OrgCommand = { _tag: "Settle", reference: plan, amounts: [{ kind: "publishes", amount: 1 }] }
const free: OrgCommand = { _tag: "Free", reference: plan }

describe("a reservation that comes late", () => {
  it("E07: holds nothing when its work was settled while it was on its way", () => {
    const { ask, held } = orgAt()
    assert.strictEqual(ask(reserve(start + 1_000), start + 1_010), "AmountReserved")
    assert.strictEqual(ask(settle, start + 3_000), "AmountSettled")
    assert.strictEqual(ask(reserve(start + 2_000), start + 4_000), "ReservationLate")
    assert.strictEqual(held(start + 4_000), 0)
  })

  it("E07: holds nothing when its work was given up while it was on its way, also the very first of its kind", () => {
    const { ask, held } = orgAt()
    ask(free, start + 3_000)
    assert.strictEqual(ask(reserve(start + 2_000), start + 4_000), "ReservationLate")
    assert.strictEqual(held(start + 4_000), 0)
  })

  it("holds nothing after minutes, when the end of its work is forgotten", () => {
    const { ask, ended, held } = orgAt()
    ask(settle, start + 3_000)
    ask({ ...free, reference: "pln_2" }, start + seconds(60))
    assert.deepStrictEqual(Object.keys(ended() ?? {}), ["pln_2"])
    assert.strictEqual(ask(reserve(start + 2_000), start + seconds(61)), "ReservationLate")
    assert.strictEqual(held(start + seconds(61)), 0)
  })

  it("is made when it is asked for anew after the end: a plan that was set going again", () => {
    const { ask, held } = orgAt()
    ask(free, start + 3_000)
    assert.strictEqual(ask(reserve(start + 3_500), start + 3_510), "AmountReserved")
    assert.strictEqual(held(start + 3_510), 1)
  })

  it("is refused for a part of a work that has ended as a whole", () => {
    const { ask } = orgAt()
    ask(free, start + 3_000)
    const part: OrgCommand = {
      _tag: "Reserve",
      reference: "llm-1",
      from: plan,
      amounts: [{ kind: "llm_tokens", amount: 100 }],
      askedAt: start + 2_900
    }
    assert.strictEqual(ask(part, start + 3_100), "ReservationLate")
    assert.strictEqual(ask({ ...part, askedAt: start + 4_000 }, start + 4_010), "AmountReserved")
  })

  it("goes by the old rules where a worker of the release before asks", () => {
    const { ask, held } = orgAt()
    ask(settle, start + 3_000)
    assert.strictEqual(ask(reserve(), start + 4_000), "AmountReserved")
    assert.strictEqual(held(start + 4_000), 1)
  })
})
