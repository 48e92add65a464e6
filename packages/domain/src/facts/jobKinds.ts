import { type Effect, type ParseResult, Schema } from "effect"
import { Brief, Made, Publication, PublishOrder } from "../asset/Asset.ts"
import { AssetCommand } from "../asset/AssetCommand.ts"
import { MediaRef, Provenance } from "../asset/Media.ts"
import { Script } from "../asset/Script.ts"
import { AccountId } from "../Ids.ts"
import { Instant } from "../Instant.ts"
import { OrgCommand } from "../org/OrgCommand.ts"
import { PresetChoice, SeriesPart } from "../org/Preset.ts"
import { PlanCommand } from "../plan/PlanCommand.ts"
import { TakeWish } from "../plan/Takes.ts"
import type { ActorKindName } from "./actorKinds.ts"

/** Why an attempt may fail for a while, which decides how often and how fast it is made again. */
export type RetryClass =
  /** A provider is away, or a window or a person is awaited. */
  | "provider"
  /** Only our own machine takes part. */
  | "local"
  /** An actor has to hear of something. */
  | "message"
  /** Nobody can post for the account until it succeeds. */
  | "access"

/** Where the work lies on the way of its plan, for a progress bar. */
export interface JobSpan {
  readonly from: number
  readonly to: number
  readonly words: string
}

/** What everyone knows of a kind of work, wherever it is asked. */
export interface JobKindFacts<Payload> {
  /** The actor whose status owes it; null where any actor may. */
  readonly owner: ActorKindName | null
  readonly decode: (payload: unknown) => Effect.Effect<Payload, ParseResult.ParseError>
  readonly retry: RetryClass
  /** How many a worker does at once. Waiting for others costs nothing; rendering is bounded by the machine. */
  readonly slots: number | "renders"
  /** It may buy something from a provider. */
  readonly buys: boolean
  /** What its plan waits for meanwhile. */
  readonly words: string
  readonly span: JobSpan | null
  /** While its owner has this status, the work is not done. */
  readonly owedIn: ReadonlyArray<string>
  /** It rightly goes on after its plan has ended. */
  readonly outlivesPlan: boolean
  /** It calls TikTok in the name of its plan's account. */
  readonly asksAccount: boolean
}

const kind = <A, I>(
  payload: Schema.Schema<A, I>,
  facts: Omit<JobKindFacts<A>, "decode" | "owedIn" | "outlivesPlan" | "asksAccount"> & Partial<JobKindFacts<A>>
): JobKindFacts<A> => ({
  owedIn: [],
  outlivesPlan: false,
  asksAccount: false,
  ...facts,
  decode: Schema.decodeUnknown(payload)
})

/** Which take of the asset the work is for; absent in jobs that an earlier release owed. */
const ofTake = { take: Schema.optional(Schema.Int) }

/** What the script is made under. */
const dress = { preset: Schema.optional(PresetChoice), series: Schema.optional(SeriesPart) }

const publication = { ...ofTake, accountId: AccountId, publication: Publication, order: PublishOrder }

/** Every kind of durable work. A new kind does not compile until it has its row. */
export const jobKinds = {
  start_asset: kind(
    // Under which approval; absent in jobs that an earlier release owed.
    Schema.Struct({ approvedAt: Schema.optional(Instant) }),
    {
      owner: "plan",
      retry: "message",
      slots: 32,
      buys: true,
      words: "a worker to start on it",
      span: null,
      owedIn: ["approved"]
    }
  ),
  write_script: kind(
    Schema.Struct({
      ...ofTake,
      brief: Brief,
      /** Words that are kept already and only have to be checked again. */
      written: Schema.optional(Schema.Struct({ script: Script, provenance: Provenance }))
    }),
    {
      owner: "asset",
      retry: "provider",
      slots: 8,
      buys: true,
      words: "its script to be written",
      span: { from: 0.1, to: 0.16, words: "writing the script" },
      owedIn: ["pending"]
    }
  ),
  write_take: kind(
    Schema.Struct({
      ...TakeWish.fields,
      number: Schema.Int,
      /** The script that another take is wanted of. */
      from: Schema.NullOr(Script),
      /** What the writer gave before, and must not give again. */
      seen: Schema.Array(Schema.String),
      topic: Schema.String,
      language: Schema.String,
      hashtags: Schema.Array(Schema.String),
      notes: Schema.optional(Schema.String)
    }),
    {
      owner: "plan",
      retry: "provider",
      slots: 8,
      buys: true,
      words: "another take to be written",
      span: null
    }
  ),
  make_voice: kind(Schema.Struct({ ...ofTake, ...dress, script: Script }), {
    owner: "asset",
    retry: "provider",
    slots: 2,
    buys: true,
    words: "its lines to be spoken",
    span: { from: 0.16, to: 0.24, words: "speaking" },
    owedIn: ["scripted"]
  }),
  render: kind(
    Schema.Struct({
      ...ofTake,
      ...dress,
      script: Script,
      handle: Schema.NullOr(Schema.String),
      coverAtMillis: Schema.optional(Schema.Int)
    }),
    {
      owner: "asset",
      retry: "local",
      slots: "renders",
      buys: true,
      words: "its video to be rendered",
      span: { from: 0.24, to: 0.62, words: "rendering" },
      owedIn: ["voiced"]
    }
  ),
  verify_media: kind(
    Schema.Struct({
      ...ofTake,
      ...dress,
      script: Script,
      provenance: Schema.Array(Provenance),
      video: MediaRef,
      cover: MediaRef
    }),
    {
      owner: "asset",
      retry: "local",
      slots: 2,
      buys: false,
      words: "its files to be checked",
      span: { from: 0.62, to: 0.66, words: "checking the files" },
      owedIn: ["rendered"]
    }
  ),
  tell: kind(
    Schema.Union(
      Schema.Struct({
        kind: Schema.Literal("asset"),
        id: Schema.String,
        command: AssetCommand,
        approvedAt: Schema.optional(Instant)
      }),
      Schema.Struct({ kind: Schema.Literal("plan"), id: Schema.String, command: PlanCommand }),
      Schema.Struct({ kind: Schema.Literal("org"), id: Schema.String, command: OrgCommand })
    ),
    { owner: null, retry: "message", slots: 64, buys: false, words: "news to reach it", span: null }
  ),
  publish: kind(
    Schema.Struct({
      ...ofTake,
      made: Made,
      order: PublishOrder,
      publication: Schema.NullOr(Publication),
      attempt: Schema.Int,
      /** What the asset knows of the publish job before this one; absent in jobs that an earlier release owed. */
      unheard: Schema.optional(Schema.Boolean)
    }),
    {
      owner: "asset",
      retry: "provider",
      slots: 16,
      buys: false,
      asksAccount: true,
      words: "the upload to TikTok",
      span: { from: 0.74, to: 0.84, words: "uploading" }
    }
  ),
  follow: kind(Schema.Struct(publication), {
    owner: "asset",
    retry: "provider",
    slots: 64,
    buys: false,
    asksAccount: true,
    words: "TikTok to process the video",
    span: { from: 0.84, to: 0.9, words: "TikTok processes the video" }
  }),
  track: kind(Schema.Struct(publication), {
    owner: "asset",
    retry: "provider",
    slots: 64,
    buys: false,
    asksAccount: true,
    words: "TikTok to list the post",
    span: null,
    owedIn: ["published"]
  }),
  watch_draft: kind(Schema.Struct(publication), {
    owner: "asset",
    retry: "provider",
    slots: 64,
    buys: false,
    asksAccount: true,
    words: "the creator to post the draft",
    span: null,
    outlivesPlan: true
  }),
  fetch_metrics: kind(Schema.Struct({ accountId: AccountId, postId: Schema.String, planId: Schema.String }), {
    owner: "asset",
    retry: "provider",
    slots: 16,
    buys: false,
    asksAccount: true,
    words: "the numbers of its post",
    span: null,
    outlivesPlan: true
  }),
  refresh_token: kind(Schema.Struct({ refresh: Schema.String, openId: Schema.String }), {
    owner: "account",
    retry: "access",
    slots: 16,
    buys: false,
    words: "its account's access to be renewed",
    span: null
  })
} as const

export type JobKind = keyof typeof jobKinds
export type JobPayload<K extends JobKind> = Effect.Effect.Success<ReturnType<(typeof jobKinds)[K]["decode"]>>

const names = Object.keys(jobKinds) as [JobKind, ...ReadonlyArray<JobKind>]
/** A row of an unknown kind (an older worker meeting a newer release) is left to workers that know it. */
export const JobKind = Schema.Literal(...names)
export const isJobKind: (kind: string) => kind is JobKind = Schema.is(JobKind)

const table: { readonly [K in JobKind]: JobKindFacts<JobPayload<K>> } = jobKinds
export const factsOfKind = <K extends JobKind>(kind: K): JobKindFacts<JobPayload<K>> => table[kind]

/** Undefined for a kind that a newer release brought. */
export const jobKindFacts = (kind: string): JobKindFacts<unknown> | undefined =>
  isJobKind(kind) ? table[kind] : undefined

export const jobKindsWhere = (holds: (facts: JobKindFacts<unknown>) => boolean): ReadonlyArray<JobKind> =>
  names.filter((name) => holds(table[name]))
