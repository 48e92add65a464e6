import { Asset, type Publication } from "@callsheet/domain/asset/Asset"
import type { AssetCommand } from "@callsheet/domain/asset/AssetCommand"
import { assetMachine } from "@callsheet/domain/asset/AssetMachine"
import { lostInitsBefore } from "@callsheet/worker/jobs/activities/LostInit"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Either, FastCheck, Schema } from "effect"

const AT = 1_795_000_000_000

const publishing = Arbitrary.make(Asset).filter(({ status }) => status._tag === "publishing")
const failure = { tag: "PolicyBroken", message: "A word is banned.", remedy: "Allow it." }
const givenUp = (unheard?: boolean): AssetCommand => ({
  _tag: "ReportFailure",
  work: "publish",
  failure,
  unsure: true,
  ...(unheard === undefined ? {} : { unheard })
})
const publication: Publication = { publishId: "v1", uploadUrl: "sealed", openedAt: AT, expiresAt: AT, uploaded: false }

/** An asset whose publication was ordered and never opened, and what it owes after each of the commands it takes. */
const owedAfter = (asset: Asset, ...commands: ReadonlyArray<AssetCommand>): unknown => {
  assert.strictEqual(asset.status._tag, "publishing")
  let self = Schema.decodeUnknownSync(Asset)({
    ...JSON.parse(JSON.stringify(asset)),
    status: { ...JSON.parse(JSON.stringify(asset.status)), publication: null, unheard: undefined }
  })
  let owed: unknown = null
  for (const command of commands) {
    const event = Either.getOrThrow(assetMachine.decide(self, command, AT, "job:publish"))
    self = assetMachine.evolve(self, event, AT)
    const job = assetMachine.owes(self, event).jobs.find(({ kind }) => kind === "publish")
    owed = job === undefined ? owed : job.payload
  }
  return owed
}
const first = (payload: unknown) => lostInitsBefore({ checkpoint: null, payload })

describe("a publication of which nobody heard", () => {
  it("is known to the publish job after the one that asked for it, until a publication is opened", () => {
    FastCheck.assert(
      FastCheck.property(publishing, (asset) => {
        if (asset.status._tag !== "publishing") return
        const again: AssetCommand = { _tag: "Publish", order: asset.status.order }
        const opened: AssetCommand = { _tag: "OpenPublication", publication }
        const died: AssetCommand = { _tag: "BuryPublication", publishId: "v1", failure, again: true }
        assert.isTrue(first(owedAfter(asset, givenUp(true), again)))
        assert.isTrue(first(owedAfter(asset, givenUp(true), again, givenUp(), again)))
        assert.isFalse(first(owedAfter(asset, givenUp(false), again)))
        assert.isFalse(first(owedAfter(asset, givenUp(true), again, givenUp(false), again)))
        assert.isFalse(first(owedAfter(asset, givenUp(true), again, opened, died)))
      }),
      { numRuns: 20 }
    )
  })

  it("is told by the job's own notes once it has any, whatever was known before", () => {
    const payload = { unheard: true }
    assert.isTrue(lostInitsBefore({ checkpoint: { asked: true }, payload: {} }))
    assert.isFalse(lostInitsBefore({ checkpoint: { asked: false }, payload }))
    assert.isFalse(lostInitsBefore({ checkpoint: { publishId: "v1", nextByte: 0 }, payload }))
    assert.isFalse(lostInitsBefore({ checkpoint: null, payload: {} }))
  })
})
