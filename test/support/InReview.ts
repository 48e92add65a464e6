import { Actors } from "@callsheet/actors/Actors"
import { MediaRef, Provenance, Sha256, VideoFacts } from "@callsheet/domain/asset/Media"
import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { seenDigest } from "@callsheet/domain/Digest"
import { assetIdOf, type PlanId } from "@callsheet/domain/Ids"
import { Effect } from "effect"
import { asking } from "./ActorHarness.ts"
import { apiClient, newAccount, newOrg } from "./ApiStage.ts"
import { notesAbout } from "./Fixtures.ts"

const file = (letter: string, contentType: MediaRef["contentType"]) =>
  new MediaRef({ sha256: Sha256.make(letter.repeat(64)), bytes: 1_000, contentType })

const script = new Script({
  language: "en",
  lines: [
    new ScriptLine({ role: "hook", text: "Cranes stand on one leg." }),
    new ScriptLine({ role: "cta", text: "Follow for more." })
  ],
  caption: "Cranes",
  hashtags: [],
  source: { _tag: "person" }
})

/** A plan whose finished video waits for its release, as jobs would have brought it there. */
export const inReview = Effect.gen(function*() {
  const client = yield* apiClient
  const actors = yield* Actors
  const { orgId, owner } = yield* newOrg()
  const accountId = yield* newAccount(orgId)
  const { plan } = yield* client("plan.add", {
    orgId,
    plan: {
      accountId,
      topic: "Cranes",
      notes: notesAbout("cranes"),
      at: new Date(Date.now() + 2 * 86_400_000).toISOString()
    }
  }, owner)
  const id = plan!.id as PlanId
  const assetId = assetIdOf(id)
  yield* client("plan.approve", { id }, owner)
  yield* actors.plan(id, asking(), { _tag: "StartGeneration", assetId, gates: "both" })
  const brief = { topic: "Cranes", language: "en", hashtags: [], script: null, handle: null, dueAt: Date.now() }
  const wrote = new Provenance({ stage: "script", engine: "rules", synthetic: false })
  const facts = new VideoFacts({ durationMillis: 9_000, width: 1080, height: 1920, coverAtMillis: 500 })
  const made = { video: file("a", "video/mp4"), cover: file("b", "image/jpeg"), caption: "Cranes", aiLabel: false }
  yield* actors.asset(assetId, asking(), { _tag: "Start", orgId, accountId, brief })
  yield* actors.asset(assetId, asking(), { _tag: "WriteDown", script, provenance: wrote })
  yield* actors.asset(assetId, asking(), { _tag: "AddVoice", voiceMillis: 0, provenance: [] })
  yield* actors.asset(assetId, asking(), { _tag: "AddVideo", ...made, facts, provenance: [] })
  yield* actors.asset(assetId, asking(), { _tag: "Finish", caption: made.caption, aiLabel: false })
  yield* actors.plan(id, asking(), {
    _tag: "AttachAsset",
    assetId,
    reviewed: { ...made, facts }
  })
  return { client, orgId, owner, accountId, id, digest: seenDigest(made) }
})
