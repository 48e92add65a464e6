import { Asset } from "@callsheet/domain/asset/Asset"
import { assetMachine } from "@callsheet/domain/asset/AssetMachine"
import { Failure } from "@callsheet/domain/Failure"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, FastCheck } from "effect"
import { situations } from "../support/Decisions.ts"

const AT = 1_795_000_000_000

const publishing = FastCheck.sample(
  Arbitrary.make(Asset).filter(({ status }) => status._tag === "publishing" && status.publication === null),
  { numRuns: 3, seed: 5 }
)

const cancelled = new Failure({ tag: "JobCancelled", message: "Somebody cancelled it.", remedy: "Retry." })
const publication = { publishId: "p1", uploadUrl: "u", openedAt: AT, expiresAt: AT + 3_600_000, uploaded: false }

const given = situations(assetMachine, { at: AT, id: "" })

describe("a publication that is opened after its job was given up", () => {
  it("is gone on with by another job, and by nothing more where its own job still runs", () => {
    for (const asset of publishing) {
      const open = { _tag: "OpenPublication" as const, publication: publication as never }
      given(asset).when(open).leadsTo("publishing", ["tell"])
      const failed = given(asset).when({ _tag: "ReportFailure", work: "publish", failure: cancelled, unsure: true })
        .next()
      const late = given(failed).when(open)
      late.leadsTo("publishing", ["tell", "publish"])
      assert.isTrue(late.result().owed.abandon)
    }
  })
})
