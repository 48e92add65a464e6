import { Asset } from "@callsheet/domain/asset/Asset"
import { assetOwes } from "@callsheet/domain/asset/AssetDuties"
import { factsOfKind, JobKind, jobKindFacts, jobKinds } from "@callsheet/domain/facts/jobKinds"
import type { OwedJob } from "@callsheet/domain/job/Job"
import { Plan } from "@callsheet/domain/plan/Plan"
import { planOwes } from "@callsheet/domain/plan/PlanDuties"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Effect, FastCheck } from "effect"
import { readdirSync, readFileSync } from "node:fs"
import { join, sep } from "node:path"

const runs = { numRuns: 100 }

/** As the database hands it out: written as JSON, read as JSON. */
const asStored = (job: OwedJob): unknown => JSON.parse(JSON.stringify(job.payload))

const fits = (owner: "plan" | "asset", jobs: ReadonlyArray<OwedJob>) => {
  for (const job of jobs) {
    const facts = factsOfKind(job.kind)
    assert.include([owner, null], facts.owner, job.kind)
    Effect.runSync(Effect.asVoid(facts.decode(asStored(job))))
  }
}

const sources = ["packages", "tools"].flatMap((root) => {
  try {
    return readdirSync(root, { recursive: true, encoding: "utf8" }).map((file) => join(root, file))
  } catch {
    return []
  }
}).filter((file) => file.endsWith(".ts") && file.includes(`${sep}src${sep}`))

describe("what is known of a kind of work", () => {
  it("fits what plans owe, after its way through the database", () => {
    FastCheck.assert(
      FastCheck.property(Arbitrary.make(Plan), (plan) => fits("plan", planOwes(plan, { _tag: "PlanScheduled" }).jobs)),
      runs
    )
  })

  it("fits what assets owe, after its way through the database", () => {
    FastCheck.assert(
      FastCheck.property(
        Arbitrary.make(Asset),
        (asset) => fits("asset", assetOwes(asset, { _tag: "AssetTracked", publishId: "p", postId: "7" }).jobs)
      ),
      runs
    )
  })

  it("is unknown for a kind that a newer release brought", () => {
    assert.isUndefined(jobKindFacts("hologram"))
  })

  it("gives every kind words of its own, and its part of the bar in order", () => {
    const words = JobKind.literals.map((kind) => jobKinds[kind].words)
    assert.strictEqual(new Set(words).size, words.length)
    for (const kind of JobKind.literals) {
      const { span } = jobKinds[kind]
      if (span !== null) assert.isBelow(span.from, span.to, kind)
    }
  })

  it("stands in one table: no file keeps a list of kinds of its own", () => {
    const kind = `"(?:${JobKind.literals.filter((one) => one.includes("_") || one === "tell").join("|")})"`
    const list = new RegExp(`\\[\\s*${kind}\\s*,\\s*${kind}|\\[${kind}\\]\\s*[:=]`)
    const lists = sources.filter((file) => list.test(readFileSync(file, "utf8")))
    assert.deepStrictEqual(lists, [])
  })
})
