import { plainLook } from "@callsheet/client/terminal/Render"
import { AccountId, OrgId, PlanId } from "@callsheet/domain/Ids"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { type ProofFacts, proofOf, proofText } from "@callsheet/drill/Proof"
import { assert, describe, it } from "@effect/vitest"

const plan = (id: string, change: Partial<PlanView> = {}): PlanView => ({
  id: PlanId.make(id, true),
  orgId: OrgId.make("org_1", true),
  accountId: AccountId.make("acc_1", true),
  topic: "Drill",
  language: "en",
  hashtags: [],
  status: "tracked",
  locked: false,
  approved: true,
  slot: "2026-11-24T18:00:00.000Z",
  timeZone: "UTC",
  assetId: null,
  publishId: `pub_${id}`,
  postId: `post_${id}`,
  failure: null,
  waitingFor: null,
  delivery: "direct",
  privacy: "PUBLIC_TO_EVERYONE",
  settings: {
    privacy: null,
    allowComment: true,
    allowDuet: false,
    allowStitch: false,
    brandOrganic: false,
    brandContent: false
  },
  assetSha256: `sha_${id}`,
  caption: null,
  aiLabel: null,
  digest: null,
  createdAt: "2026-11-24T18:00:00.000Z",
  since: "2026-11-24T18:00:00.000Z",
  version: 9,
  ...change
})
const post = (id: string, sha256 = `sha_${id}`) => ({ kind: "post" as const, publishId: `pub_${id}`, sha256 })

const took = (committedMillis: number, ...besides: ReadonlyArray<string>) => ({
  besides,
  seenMillis: committedMillis / 3,
  takenMillis: committedMillis / 2,
  committedMillis
})

const quiet = (millis: number) => ({
  millis,
  parts: millis === 0 ? [] : [{ what: "moving: render", millis }],
  struck: millis === 0 ? [] : [{ kind: "worker killed", count: 2 }]
})

const clean: ProofFacts = {
  seed: "a",
  tookMillis: 1_000,
  stopped: false,
  strikes: new Map([["worker killed", 3], ["disk full", 2]]),
  skipped: [],
  defects: [],
  made: new Set(["a", "b"]),
  plans: [plan("a"), plan("b")],
  posts: [post("a"), post("b")],
  takeOvers: [took(300), took(900), took(9_000, "PostgreSQL killed")],
  untimed: new Map([["the database was away", 1]]),
  quiet: { silence: quiet(2_000), noCommit: quiet(3_000), withDead: quiet(0), untaken: quiet(0) }
}
const wrong = (change: Partial<ProofFacts>) => proofOf({ ...clean, ...change }).wrong.join("\n")

describe("the proof of a drill", () => {
  it("holds when every plan that was made has its one post", () => {
    const proof = proofOf(clean)
    assert.deepStrictEqual(proof.wrong, [])
    assert.strictEqual(proof.kills, 3, "a full disk kills nobody")
    assert.strictEqual(proof.strikes, 5)
    assert.strictEqual(proof.takeOver.maxMillis, 900)
    assert.strictEqual(proof.takeOver.steps.seen.maxMillis, 300)
  })
  it("names the take-overs that had to wait for something else, with their own figures", () => {
    const { besides, measured } = proofOf(clean).takeOver
    assert.strictEqual(measured, 2)
    assert.strictEqual(besides["PostgreSQL killed"]?.maxMillis, 9_000)
  })
  it("says how many kills of workers were timed, and why the others were not", () => {
    const said = proofText(proofOf(clean), plainLook)
    assert.include(said, "worker kills timed\t3 of 4\n  not timed: the database was away\t1\n")
  })
  it("says what filled the longest times without a commit, and what was struck in them", () => {
    const said = proofText(proofOf(clean), plainLook)
    assert.include(said, "longest without a commit\t3.00 s: moving: render 3.00 s (struck in it: worker killed 2)\n")
    assert.include(said, "longest with a killed worker\t0.00 s\n")
  })
  it("breaks at a second post of the same publication", () =>
    assert.include(wrong({ posts: [post("a"), post("a"), post("b")] }), "1 posts too many"))
  it("breaks at a post of a publication that no plan stands by", () =>
    assert.include(wrong({ posts: [post("a"), post("b"), post("other")] }), "1 posts too many"))
  it("breaks at a plan that was answered and is gone", () => assert.include(wrong({ plans: [plan("a")] }), "lost: b"))
  it("breaks at a plan that does not come to an end, and says what it waits for", () =>
    assert.include(
      wrong({ plans: [plan("a"), plan("b", { status: "publishing" })] }),
      "1 plans did not come to an end"
    ))
  it("breaks at a plan that says posted while TikTok's books do not", () =>
    assert.include(wrong({ posts: [post("a")] }), "TikTok's books do not"))
  it("breaks at other bytes than the approved ones", () =>
    assert.include(wrong({ posts: [post("a"), post("b", "changed")] }), "not the bytes that were approved"))
  it("breaks at a plan that ended without a post", () =>
    assert.include(
      wrong({ plans: [plan("a"), plan("b", { status: "failed" })], posts: [post("a")] }),
      "without a post"
    ))
  it("breaks at a take-over longer than five seconds and at a defect", () => {
    assert.include(wrong({ takeOvers: [took(5_100)] }), "longer than")
    assert.include(wrong({ defects: ["Error: a bug"] }), "a bug")
  })
  it("breaks at a job that stayed longer than five seconds with a killed worker", () =>
    assert.include(
      wrong({ quiet: { ...clean.quiet, withDead: quiet(5_250) } }),
      "stayed with a killed worker although another one was there: 5.25 s"
    ))
  it("breaks where nothing was made, since nothing is proven then", () =>
    assert.include(wrong({ made: new Set(), plans: [], posts: [] }), "nothing is proven"))
  it("breaks where nothing was killed, since nothing is proven then", () =>
    assert.include(wrong({ strikes: new Map([["disk full", 2]]) }), "Nothing was killed"))
  it("does not count as stuck what a person stopped early", () =>
    assert.deepStrictEqual(
      proofOf({ ...clean, stopped: true, plans: [plan("a"), plan("b", { status: "generating" })], posts: [post("a")] })
        .wrong,
      []
    ))
})
