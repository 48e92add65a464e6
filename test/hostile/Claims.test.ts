import { defaultPolicy } from "@callsheet/domain/org/Org"
import { policyFaults } from "@callsheet/domain/org/PolicyFaults"
import { bannedIn, claimsIn } from "@callsheet/domain/Policy"
import { assert, describe, it } from "@effect/vitest"

/** Milliseconds of this process's own time, which a busy machine does not stretch. */
const cpuMillis = (work: () => void): number => {
  const before = process.cpuUsage()
  work()
  const { system, user } = process.cpuUsage(before)
  return (system + user) / 1_000
}

const stars = (count: number) => `guaranteed ${"* ".repeat(count)}zz`
const longText = `guaranteed ${"a b ".repeat(540)}`

describe("hostile claims", () => {
  it("a claim of stars costs no more than its length", () => {
    claimsIn([stars(10)], [["the caption", longText]])
    const took = cpuMillis(() => {
      assert.deepStrictEqual(claimsIn([stars(240)], [["the caption", longText]]), [])
    })
    assert.isBelow(took, 50)
  })

  it("a full list of hostile claims is held against a full script", () => {
    const claims = Array.from({ length: 200 }, (_, i) => `${"a * ".repeat(120)}z${i}`)
    const texts = Array.from({ length: 40 }, (_, i) => [`line ${i + 1}`, "a b ".repeat(100)] as const)
    const took = cpuMillis(() => assert.deepStrictEqual(claimsIn(claims, texts), []))
    assert.isBelow(took, 2_000)
  })

  it("the policy's own check of a hostile claim against a disclosure ends at once", () => {
    const took = cpuMillis(() => {
      policyFaults({
        ...defaultPolicy,
        bannedClaims: [stars(240)],
        requiredDisclosures: [`guaranteed ${"a b ".repeat(100)}`.trim()]
      })
    })
    assert.isBelow(took, 50)
  })

  it("stars add up, and words beyond them are not found", () => {
    const found = (text: string, claim: string) => claimsIn([claim], [["x", text]]).map(({ at }) => at)
    assert.deepStrictEqual(found("cures 1 2 3 4 5 6 pain", "cures * * pain"), [1])
    assert.deepStrictEqual(found("cures 1 2 3 4 5 6 7 pain", "cures * * pain"), [])
    assert.deepStrictEqual(found("cures cures 1 2 3 pain", "cures * pain"), [7])
    assert.deepStrictEqual(found("cu\u200Bres pain", "cures pain"), [1])
    assert.deepStrictEqual(found("nothing at all", "* *"), [])
  })

  it("banned words of white space and signs do not backtrack", () => {
    const word = "! ".repeat(250).trim()
    const took = cpuMillis(() => {
      assert.deepStrictEqual(bannedIn([`${word} z`], [["x", "! ".repeat(1_100)], ["y", " ".repeat(2_200)]]), [])
    })
    assert.isBelow(took, 200)
  })
})
