import { Asset } from "@callsheet/domain/asset/Asset"
import { assetMachine } from "@callsheet/domain/asset/AssetMachine"
import { Failure } from "@callsheet/domain/Failure"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Either, FastCheck } from "effect"

const AT = 1_795_000_000_000

const publishing = FastCheck.sample(
  Arbitrary.make(Asset).filter(({ status }) => status._tag === "publishing" && status.publication === null),
  { numRuns: 3, seed: 5 }
)

const cancelled = new Failure({ tag: "JobCancelled", message: "Somebody cancelled it.", remedy: "Retry." })
const publication = { publishId: "p1", uploadUrl: "u", openedAt: AT, expiresAt: AT + 3_600_000, uploaded: false }

const after = (self: Asset, command: Parameters<typeof assetMachine.decide>[1]) => {
  const event = Either.getOrThrow(assetMachine.decide(self, command, AT, "job:publish"))
  const next = assetMachine.evolve(self, event, AT)
  return { next, owed: assetMachine.owes(next, event) }
}

describe("a publication that is opened after its job was given up", () => {
  it("is gone on with by another job, and by nothing more where its own job still runs", () => {
    for (const asset of publishing) {
      const open = { _tag: "OpenPublication" as const, publication: publication as never }
      const own = after(asset, open)
      assert.deepStrictEqual(own.owed.jobs.map(({ kind }) => kind), ["tell"])
      const { next: failed } = after(asset, {
        _tag: "ReportFailure",
        work: "publish",
        failure: cancelled,
        unsure: true
      })
      const late = after(failed, open)
      assert.strictEqual(late.next.status._tag, "publishing")
      assert.isTrue(late.owed.abandon)
      assert.deepStrictEqual(late.owed.jobs.map(({ kind }) => kind), ["tell", "publish"])
    }
  })
})
