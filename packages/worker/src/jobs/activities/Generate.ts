import type { ActorsShape } from "@callsheet/actors/Actors"
import type { Presets } from "@callsheet/database/library/Presets"
import { resolveAiLabel } from "@callsheet/domain/AiLabel"
import type { Asset, Brief } from "@callsheet/domain/asset/Asset"
import { Provenance } from "@callsheet/domain/asset/Media"
import { Script } from "@callsheet/domain/asset/Script"
import { captionUnder, scriptUnder } from "@callsheet/domain/asset/UnderPreset"
import { composeCaption } from "@callsheet/domain/Caption"
import { failureWith, never } from "@callsheet/domain/Failure"
import { assetIdOf, JobId } from "@callsheet/domain/Ids"
import type { IllegalCommand } from "@callsheet/domain/Machine"
import type { Preset, PresetChoice, SeriesPart } from "@callsheet/domain/org/Preset"
import { type Plan, revisionOf } from "@callsheet/domain/plan/Plan"
import { withDisclosures } from "@callsheet/domain/Policy"
import { afterwards, step, type Steps } from "@callsheet/domain/Remedy"
import type { Prices } from "@callsheet/domain/spending/Prices"
import type { MediaStore } from "@callsheet/studio/media/MediaStore"
import type { Renderer } from "@callsheet/studio/render/Renderer"
import type { ScriptBrief, ScriptWriter } from "@callsheet/studio/script/ScriptWriter"
import { Payer } from "@callsheet/studio/spending/Payer"
import { type Context, Effect, Option } from "effect"
import type { AccountAccess } from "../../tiktok/AccountAccess.ts"
import { type Activity, done, type JobContext, JobFailed, reported } from "../Activity.ts"
import type { Circuits } from "../Circuits.ts"
import { hopeless, orAway } from "../JobFailures.ts"
import { toldBefore } from "./Avoiding.ts"
import { priced, promised, settle } from "./Ledger.ts"
import { readAsset, readOrg, readPlan, workingOf } from "./ReadActor.ts"
import { likenessToKnown, saidBefore, screen, type ScreeningTools } from "./Screening.ts"

interface Tools extends ScreeningTools {
  readonly actors: ActorsShape
  readonly access: Context.Tag.Service<AccountAccess>
  readonly circuits: Context.Tag.Service<Circuits>
  readonly writer: Context.Tag.Service<ScriptWriter>
  readonly renderer: Context.Tag.Service<Renderer>
  readonly media: Context.Tag.Service<MediaStore>
  readonly presets: Context.Tag.Service<Presets>
  readonly prices: Prices
}

/**
 * Why a plan that was turned down and approved again cannot begin: TikTok may have its video, or has it. Nothing is made or
 * sent in its name, since the next post of one plan would be its second.
 */
export const alreadySent = ({ status }: Asset, plan: Plan): JobFailed | null => {
  const working = workingOf(status)
  const instead = step("Make a new plan for another video and end this one", "plan.cancel", { id: plan.id })
  if (working._tag === "published" || working._tag === "tracked") {
    return asksPerson(
      "AlreadyPosted",
      `TikTok has posted the video of this plan already (publication ${working.publication.publishId}).`,
      instead
    )
  }
  return working._tag === "publishing" && working.publication !== null
    ? asksPerson(
      "PublicationStillOpen",
      `An earlier video of this plan may still become a post: TikTok has not ended its publication ${working.publication.publishId}.`,
      step("Look in the TikTok app whether it is there"),
      instead
    )
    : null
}

const asksPerson = (tag: string, message: string, ...steps: Steps) =>
  new JobFailed({ failure: failureWith({ tag, message }, ...steps), retry: never, unsure: true })

/** What a plan was added with; nothing where it has no preset. Versions are kept, so this is the same at every stage. */
const presetOf = (
  { presets }: Pick<Tools, "presets">,
  orgId: string,
  choice: PresetChoice | undefined
): Effect.Effect<Preset, JobFailed> =>
  choice === undefined ? Effect.succeed({}) : orAway(presets.version(orgId, choice.id, choice.version)).pipe(
    Effect.flatMap(Option.match({
      onNone: () =>
        Effect.fail(hopeless(
          failureWith(
            {
              tag: "PresetMissing",
              message: `Version ${choice.version} of the preset ${choice.name} is not in the database.`
            },
            step("Restore it from a backup, or give the plan another preset", "plan.edit", {}, ["preset"]),
            afterwards("then go on", "plan.retry")
          )
        )),
      onSome: (preset) => Effect.succeed(preset)
    }))
  )

/** How a brand speaks, as far as a preset says. */
export const brandOf = (
  tools: Pick<Tools, "presets">,
  orgId: string,
  choice: PresetChoice | undefined
): Effect.Effect<Pick<ScriptBrief, "brand">, JobFailed> =>
  Effect.map(
    presetOf(tools, orgId, choice),
    ({ brandVoice, examples }) =>
      brandVoice === undefined && examples === undefined
        ? {}
        : { brand: { voice: brandVoice ?? "", examples: examples ?? [] } }
  )

/** The place of a plan in its preset's series; the same however often it is asked. */
const seriesOf = (tools: Pick<Tools, "presets">, plan: Plan): Effect.Effect<SeriesPart | undefined, JobFailed> =>
  Effect.gen(function*() {
    const { series } = yield* presetOf(tools, plan.orgId, plan.preset)
    if (series === undefined || plan.preset === undefined) return undefined
    const part = yield* orAway(tools.presets.part({
      orgId: plan.orgId,
      accountId: plan.accountId,
      presetId: plan.preset.id,
      planId: plan.id
    }))
    // A part more than there were to be is not "8 of 7".
    return {
      title: series.title,
      part,
      ...(series.parts === undefined || series.parts < part ? {} : { of: series.parts })
    }
  })

/**
 * A message of an earlier job for the same plan may have arrived in between. Whether the plan waits for its asset; one that is past
 * that needs nothing from this job.
 */
const alreadyStarted = (store: Tools["store"], planId: string, refusal: IllegalCommand) =>
  Effect.flatMap(
    readPlan(store, planId),
    ({ status: { _tag } }) => _tag === "approved" ? Effect.fail(refusal) : Effect.succeed(_tag === "generating")
  )

/** An approved plan's asset begins, under the org's policy as it stands now. */
export const startAsset = (tools: Tools): Activity<"start_asset"> => ({ envelope, job }) =>
  Effect.gen(function*() {
    const { access, actors, store } = tools
    const plan = yield* readPlan(store, job.ownerId)
    const org = yield* readOrg(store, plan.orgId)
    const account = yield* access.account(plan.accountId)
    const assetId = assetIdOf(plan.id)
    const series = yield* seriesOf(tools, plan)
    // The plan first: it must be waiting for its asset before the asset can be finished.
    const waits = yield* actors.plan(plan.id, envelope("started", false), {
      _tag: "StartGeneration",
      revision: revisionOf(plan),
      assetId,
      gates: org.policy.gates
    }).pipe(
      Effect.as(true),
      Effect.catchTag("IllegalCommand", (refusal) => alreadyStarted(store, plan.id, refusal))
    )
    if (!waits) return done
    yield* actors.asset(assetId, envelope("start", false), {
      _tag: "Start",
      orgId: plan.orgId,
      accountId: plan.accountId,
      brief: {
        topic: plan.topic,
        language: plan.language,
        hashtags: [...new Set([...plan.hashtags, ...org.policy.requiredHashtags])],
        ...(plan.notes === undefined ? {} : { notes: plan.notes }),
        script: plan.script,
        handle: account.username === "" ? null : account.username,
        dueAt: plan.slot,
        revision: revisionOf(plan),
        ...(plan.caption === undefined ? {} : { caption: plan.caption }),
        ...(plan.hashtagsOnly === undefined ? {} : { hashtagsOnly: plan.hashtagsOnly }),
        ...(plan.coverAtMillis === undefined ? {} : { coverAtMillis: plan.coverAtMillis }),
        ...(plan.preset === undefined ? {} : { preset: plan.preset }),
        ...(series === undefined ? {} : { series }),
        ...(plan.turnedDown === undefined ? {} : { because: plan.turnedDown })
      }
    }).pipe(Effect.catchIf(
      (refusal) => refusal._tag !== "Busy",
      (refusal) =>
        Effect.flatMap(readAsset(store, assetId), (asset) => Effect.fail(alreadySent(asset, plan) ?? refusal))
    ))
    return done
  })

/** What a person chose for the text under the post stands in place of what the script says. */
const asChosen = (script: Script, { caption, hashtags, hashtagsOnly }: Brief): Script =>
  caption === undefined && hashtagsOnly !== true
    ? script
    : new Script({
      ...script,
      ...(caption === undefined ? {} : { caption }),
      ...(hashtagsOnly === true ? { hashtags } : {})
    })

/** A person's words, or a writer's that a person corrected. */
const broughtBy = ({ source }: Script): Provenance =>
  source._tag === "model"
    ? new Provenance({ stage: "script", engine: `model/${source.model}`, synthetic: true })
    : new Provenance({ stage: "script", engine: "person", synthetic: false })

/** The words of the video and who wrote them, whether they were brought along, are kept already, or are bought now. */
const wordsFor = (
  tools: Tools,
  context: JobContext<"write_script">,
  asset: Pick<Asset, "accountId" | "planId">
) =>
  Effect.gen(function*() {
    const { circuits, writer } = tools
    const { job } = context
    const { brief, written } = job.payload
    if (written !== undefined) return written
    if (brief.script !== null) {
      return { script: brief.script, provenance: broughtBy(brief.script) }
    }
    const { avoid, banned } = yield* toldBefore(tools, context, job.orgId, asset)
    return yield* circuits.guard(
      "llm",
      (error) => error._tag === "ScriptModelUnavailable",
      writer.write({
        topic: brief.topic,
        language: brief.language,
        hashtags: brief.hashtags,
        ...(brief.notes === undefined ? {} : { notes: brief.notes }),
        ...(yield* brandOf(tools, job.orgId, brief.preset)),
        ...(brief.series === undefined ? {} : { series: brief.series }),
        // Anyone who turned a script down wants another one, also from a writer that gives one answer to one brief.
        seed: brief.take === undefined ? job.ownerId : `${job.ownerId} take ${brief.take + 1}`,
        ...(brief.because === undefined ? {} : { because: brief.because }),
        avoid,
        banned,
        earlier: yield* saidBefore(tools, asset),
        likeness: yield* likenessToKnown(tools, asset.accountId)
      }).pipe(Effect.provideService(Payer, job))
    )
  })

/**
 * Words a person brought are taken as they are; else the writer is asked once, and its answer kept before it is used. They
 * are screened before voice or render cost anything; what is stopped is kept, so that going on never buys it again.
 */
export const writeScript = (tools: Tools): Activity<"write_script"> => (context) =>
  Effect.gen(function*() {
    const { envelope, job } = context
    const asset = yield* readAsset(tools.store, job.ownerId)
    const { take } = job.payload
    const { provenance, script: words } = yield* wordsFor(tools, context, asset)
    const script = asChosen(words, job.payload.brief)
    const failure = yield* screen(tools, { asset, script, post: null })
    if (failure === null) {
      yield* tools.actors.asset(job.ownerId, envelope("written", true), {
        _tag: "WriteDown",
        take,
        script,
        provenance
      })
      return reported
    }
    yield* Effect.logWarning(`The script is held: ${failure.message}`)
    yield* tools.actors.asset(
      job.ownerId,
      // The token tells apart what each run of a dead letter reports.
      { ...envelope(`held:${job.token}`, true), closes: { job: JobId.make(`job_${job.id}`), failure } },
      { _tag: "HoldScript", take, script, provenance, failure }
    )
    return reported
  })

/** Every line is spoken once: what was spoken before a crash lies in the stage store, what was bought in the database. */
export const makeVoice = (tools: Tools): Activity<"make_voice"> => (context) =>
  Effect.gen(function*() {
    const { actors, circuits, renderer } = tools
    const { envelope, job } = context
    const { preset, script: words, series, take } = job.payload
    const script = scriptUnder(words, yield* presetOf(tools, job.orgId, preset), series)
    const { paid = false, provenance, totalMillis } = yield* circuits.guard(
      "voice",
      (error) => error._tag === "VoiceUnavailable",
      renderer.voices(script).pipe(Effect.provideService(Payer, job))
    )
    if (totalMillis > 0 && !paid) {
      yield* settle(actors, context, `voice:${job.id}`, [{
        kind: "voice_seconds",
        amount: Math.ceil(totalMillis / 1000)
      }])
    }
    yield* actors.asset(job.ownerId, envelope("voiced", true), {
      _tag: "AddVoice",
      take,
      voiceMillis: totalMillis,
      provenance
    })
    return reported
  })

/** Which preset decided about look and sound. */
const madeUnder = (preset: PresetChoice | undefined): ReadonlyArray<Provenance> =>
  preset === undefined ? [] : [
    new Provenance({
      stage: "picture",
      engine: "Preset",
      synthetic: false,
      note: `${preset.name}, version ${preset.version}`
    })
  ]

/** Renders segment by segment and puts the whole, checked files into the media store before anyone hears of them. */
export const render = (tools: Tools): Activity<"render"> => (context) =>
  Effect.gen(function*() {
    const { actors, media, prices, renderer } = tools
    const { envelope, job, progress } = context
    const { coverAtMillis, handle, preset, script: words, series, take } = job.payload
    const script = scriptUnder(words, yield* presetOf(tools, job.orgId, preset), series)
    yield* promised(tools, context, `render:${job.id}`, [
      { kind: "renders", amount: 1 },
      ...priced(prices.renderMicros)
    ])
    const rendered = yield* renderer.render(
      {
        script,
        ...(handle === null ? {} : { handle: `@${handle}` }),
        ...(coverAtMillis === undefined ? {} : { coverAtMillis })
      },
      ({ fraction, stage }) => progress(stage, fraction)
    ).pipe(Effect.provideService(Payer, job))
    const video = yield* media.put(rendered.videoPath, "video/mp4")
    const cover = yield* media.put(rendered.coverPath, "image/jpeg")
    yield* settle(actors, context, `render:${job.id}`, [
      { kind: "renders", amount: 1 },
      { kind: "stored_bytes", amount: video.bytes + cover.bytes },
      // Nothing of the making is bought any more: what is left of its promise is free.
      { kind: "llm_tokens", amount: 0 },
      { kind: "voice_seconds", amount: 0 },
      { kind: "money_micros", amount: prices.renderMicros }
    ])
    yield* actors.asset(job.ownerId, envelope("rendered", true), {
      _tag: "AddVideo",
      take,
      video,
      cover,
      facts: rendered.facts,
      provenance: [...rendered.provenance, ...madeUnder(preset)]
    })
    return reported
  })

/** The last look before a person sees it: the files are whole, the caption fits, the label says how it was made. */
export const verifyMedia = ({ actors, media, store }: Tools): Activity<"verify_media"> => ({ envelope, job }) =>
  Effect.gen(function*() {
    const { cover, provenance, script, series, take, video } = job.payload
    yield* media.verify(video)
    yield* media.verify(cover)
    // What the org wants under every post is added here, also to words a person brought along.
    const { policy } = yield* readOrg(store, job.orgId)
    const caption = yield* composeCaption(withDisclosures(captionUnder(script, series), policy.requiredDisclosures), [
      ...script.hashtags,
      ...policy.requiredHashtags
    ])
    const aiLabel = yield* resolveAiLabel(provenance)
    yield* actors.asset(job.ownerId, envelope("finished", true), { _tag: "Finish", take, caption, aiLabel })
    return reported
  })
