import { askShare, type FairShare, nobodyWaits, passShare, refuseShare } from "@callsheet/domain/FairShare"
import { hours } from "@callsheet/domain/Instant"
import { assert, describe, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"

const start = 1_000_000

describe("turns where the app may serve no more creators", () => {
  it("F08, T05: nobody waits before TikTok has refused anybody", () => {
    assert.deepStrictEqual(askShare(nobodyWaits, "a", start), { self: nobodyWaits, until: null })
  })

  it("F08, T05: during the pause nobody asks TikTok, and one org at a time finds out afterwards", () => {
    let self = refuseShare(nobodyWaits, "a", start, start + hours(1))
    const early = askShare(self, "b", start + 1)
    assert.strictEqual(early.until, start + hours(1))
    self = early.self
    const now = start + hours(1)
    // Org a had its turn; b, which only waited, comes first however early a asks.
    const late = askShare(self, "a", now)
    assert.isNotNull(late.until)
    const next = askShare(late.self, "b", now + 1)
    assert.isNull(next.until)
    assert.isNotNull(askShare(next.self, "a", now + 2).until)
    const passed = passShare(next.self, "b")
    assert.isNull(askShare(passed, "a", now + 3).until)
  })

  it("F08, T05: an org whose plan is gone holds up the others for two minutes at most", () => {
    const waiting: FairShare = {
      ...refuseShare(nobodyWaits, "a", start, start + hours(1)),
      waiting: { a: start, gone: start }
    }
    const now = start + hours(1)
    assert.isNotNull(askShare(waiting, "a", now).until)
    assert.isNull(askShare(waiting, "a", now + 121_000).until)
  })

  it("F08, T05: nor does one whose plan ended while it waited for its turn after the pause", () => {
    let self = refuseShare(nobodyWaits, "a", start, start + hours(1))
    const now = start + hours(1)
    // Both ask after the pause; `gone` never comes back, though the turn would be its own.
    self = askShare({ ...self, probe: { orgId: "c", until: now + 5_000 } }, "gone", now + 1).self
    const early = askShare({ ...self, probe: null }, "a", now + 10_000)
    assert.isNotNull(early.until)
    assert.isNull(askShare(early.self, "a", now + 121_000).until)
  })

  it("F08, T05: whatever each org has waiting, no org is ever more than two turns ahead of another that waits too", () => {
    const wants = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 5 })
    fc.assert(fc.property(wants, fc.integer({ min: 1, max: 20 }), (accounts, free) => {
      let self = refuseShare(nobodyWaits, "org0", start, start + 1)
      let now = start + 1
      const open = accounts.map((count) => count)
      const got = accounts.map(() => 0)
      let rest = free
      for (let round = 0; round < 2_000 && rest > 0 && open.some((left) => left > 0); round++) {
        now += 1_000
        for (const [i, left] of open.entries()) {
          if (left === 0 || rest === 0) continue
          const asked = askShare(self, `org${i}`, now)
          self = asked.self
          if (asked.until !== null) continue
          self = passShare(self, `org${i}`)
          open[i] = left - 1
          got[i]!++
          rest--
          const hungry = got.filter((_, other) => open[other]! > 0)
          if (self.closedUntil !== 0 && hungry.length > 1) {
            assert.isAtMost(Math.max(...hungry) - Math.min(...hungry), 2)
          }
        }
      }
      assert.isTrue(rest === 0 || open.every((left) => left === 0), "nobody is left waiting while there is room")
    }))
  })
})
