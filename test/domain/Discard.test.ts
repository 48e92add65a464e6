import { Asset } from "@callsheet/domain/asset/Asset"
import { AssetCommand } from "@callsheet/domain/asset/AssetCommand"
import { assetMachine } from "@callsheet/domain/asset/AssetMachine"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, FastCheck, Schema } from "effect"

const AT = 1_795_000_000_000

/** Assets that stopped while something of them may be with TikTok. */
const mayBeSent = Arbitrary.make(Asset).filter(({ status }) =>
  status._tag === "failed" && "publication" in status.resume && status.resume.publication !== null
)
const starts = Arbitrary.make(AssetCommand).filter((command) =>
  command._tag === "Start" || command._tag === "OpenPublication"
)
const discard = Schema.decodeUnknownSync(AssetCommand)({ _tag: "Discard" })

describe("an asset of which something may be with TikTok", () => {
  it("D04: is not forgotten when its plan is rejected, so that no second publication can be opened for it", () => {
    FastCheck.assert(
      FastCheck.property(mayBeSent, starts, (asset, again) => {
        const dropped = assetMachine.decide(asset, discard, AT, "key:test")
        if (dropped._tag === "Left") return
        const after = assetMachine.evolve(asset, dropped.right, AT)
        assert.deepStrictEqual(after.status, asset.status)
        assert.strictEqual(assetMachine.decide(after, again, AT, "key:test")._tag, "Left")
      }),
      { numRuns: 40 }
    )
  })
})
