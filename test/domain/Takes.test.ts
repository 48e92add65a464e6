import { Asset } from "@callsheet/domain/asset/Asset"
import { AssetCommand } from "@callsheet/domain/asset/AssetCommand"
import { assetMachine, assetTransitions } from "@callsheet/domain/asset/AssetMachine"
import { JobKind } from "@callsheet/domain/facts/jobKinds"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, FastCheck, Schema } from "effect"

const AT = 1_795_000_000_000

const reports = ["WriteDown", "HoldScript", "AddVoice", "AddVideo", "Finish", "ReportFailure"]
const report = Arbitrary.make(AssetCommand).filter(({ _tag }) => reports.includes(_tag))
const discard = Schema.decodeUnknownSync(AssetCommand)({ _tag: "Discard" })
const again = Arbitrary.make(AssetCommand).filter(({ _tag }) => _tag === "Start")

describe("an asset that was turned down and begun anew", () => {
  it("takes no stage's report of an earlier take, and every one of its own that it took before", () => {
    let taken = 0
    FastCheck.assert(
      FastCheck.property(Arbitrary.make(Asset), again, report, (asset, start, command) => {
        const dropped = assetMachine.decide(asset, discard, AT, "key:test")
        if (dropped._tag === "Left") return
        const discarded = assetMachine.evolve(asset, dropped.right, AT)
        const begun = assetMachine.decide(discarded, start, AT, "key:test")
        if (begun._tag === "Left") return
        const next = assetMachine.evolve(discarded, begun.right, AT)
        const of = (take: number) => assetMachine.decide(next, { ...command, take } as AssetCommand, AT, "key:test")
        const own = of(next.brief.take ?? 0)
        const earlier = of((next.brief.take ?? 0) - 1)
        assert.strictEqual(earlier._tag, "Left")
        if (own._tag === "Right" && earlier._tag === "Left") {
          taken++
          assert.strictEqual(earlier.left._tag, "NotThisTake")
        }
      }),
      { numRuns: 150 }
    )
    assert.isAbove(taken, 0)
  })
})

describe("an asset that hears that work was given up", () => {
  const given = {
    _tag: "ReportFailure" as const,
    failure: { tag: "Broken", message: "It broke.", remedy: "" },
    unsure: false
  }
  const failing = Arbitrary.make(Asset).filter(({ status }) => "ReportFailure" in assetTransitions[status._tag])

  it("fails of the work that its status owes, and of no other: another worker did that since", () => {
    const owed = new Set<string>()
    FastCheck.assert(
      FastCheck.property(failing, (asset) => {
        const owes = assetMachine.owes(asset, { _tag: "AssetResumed" }).jobs.map(({ kind }) => kind)
        for (const work of JobKind.literals) {
          const decided = assetMachine.decide(asset, { ...given, work }, AT, "job:test")
          if (owes.includes(work)) {
            owed.add(work)
            assert.strictEqual(decided._tag, "Right", `${work} while ${asset.status._tag}`)
          } else {
            assert.strictEqual(
              decided._tag === "Left" && decided.left._tag,
              "NotOwed",
              `${work} while ${asset.status._tag}`
            )
          }
        }
      }),
      { numRuns: 400 }
    )
    assert.includeMembers([...owed], [
      "write_script",
      "make_voice",
      "render",
      "verify_media",
      "publish",
      "follow",
      "track"
    ])
  })

  it("fails of whatever a worker of the release before gives up, which names neither work nor take", () => {
    FastCheck.assert(
      FastCheck.property(failing, (asset) => {
        assert.strictEqual(assetMachine.decide(asset, given, AT, "job:test")._tag, "Right")
      }),
      { numRuns: 50 }
    )
  })
})
