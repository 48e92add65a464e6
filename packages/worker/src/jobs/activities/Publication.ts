import type { ActorsShape } from "@callsheet/actors/Actors"
import type { AppLimits } from "@callsheet/database/jobs/AppLimits"
import type { WebhookInbox } from "@callsheet/database/jobs/WebhookInbox"
import type { Vault } from "@callsheet/database/secrets/Vault"
import type { Asset, Publication } from "@callsheet/domain/asset/Asset"
import type { Failure } from "@callsheet/domain/Failure"
import type { MediaStore } from "@callsheet/studio/media/MediaStore"
import type { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { errorOfFailReason, tikTokFailure } from "@callsheet/tiktok/TikTokErrors"
import { type Context, Effect, Option } from "effect"
import type { AccountAccess } from "../../tiktok/AccountAccess.ts"
import type { PublicationStatus, Publisher } from "../../tiktok/Publisher.ts"
import { type JobContext, reported } from "../Activity.ts"
import type { Circuits } from "../Circuits.ts"
import { orAway } from "../JobFailures.ts"
import type { ScreeningTools } from "./Screening.ts"

/** What publishing and following share: one publication at TikTok, asked about and, if need be, buried. */
export interface PublishTools extends ScreeningTools {
  readonly actors: ActorsShape
  readonly access: Context.Tag.Service<AccountAccess>
  readonly limits: Context.Tag.Service<AppLimits>
  readonly circuits: Context.Tag.Service<Circuits>
  readonly api: Context.Tag.Service<TikTokApi>
  readonly publisher: Context.Tag.Service<Publisher>
  readonly media: Context.Tag.Service<MediaStore>
  readonly vault: Context.Tag.Service<Vault>
  /** Where TikTok's own news arrive; none where no server takes them in. */
  readonly inbox: Option.Option<Context.Tag.Service<WebhookInbox>>
}

/** After this many publications that are known dead a person looks first. */
export const MOST_PUBLICATIONS = 3

type Ordered = Extract<Asset["status"], { _tag: "publishing" }>

/** What TikTok's signed events already say of a publication; a failure is asked for, since its reason decides. */
export const heardOf = ({ inbox }: Pick<PublishTools, "inbox">, publishId: string) =>
  Option.match(inbox, {
    onNone: () => Effect.succeed({ delivered: false, posted: false, postId: null }),
    onSome: ({ heardOf }) =>
      orAway(heardOf(publishId)).pipe(
        Effect.map((events) => ({
          delivered: events.some(({ event }) => delivering.has(event)),
          posted: events.some(({ event }) => posting.has(event)),
          postId: events.findLast(({ event }) => event === "publiclyAvailable")?.postId ?? null
        }))
      )
  })
const posting = new Set(["complete", "publiclyAvailable"])
const delivering = new Set([...posting, "inboxDelivered"])

export const statusOf = (
  { access, publisher }: Pick<PublishTools, "access" | "publisher">,
  { envelope }: JobContext,
  order: Ordered["order"],
  publishId: string,
  round: number | string
) =>
  access.call({
    accountId: order.accountId,
    window: "status",
    envelope: (part) => envelope(`${part}:${round}`, false),
    make: (token) => publisher.status({ token, publishId })
  })

/** Ends one publication for good; whether another may be opened is for the caller to know. */
export const bury = (
  { actors }: Pick<PublishTools, "actors">,
  { envelope }: JobContext,
  asset: Asset,
  publication: Publication,
  failure: Failure,
  again: boolean
) =>
  Effect.as(
    actors.asset(asset.id, envelope(`buried:${publication.publishId}`, true), {
      _tag: "BuryPublication",
      publishId: publication.publishId,
      failure,
      again
    }),
    reported
  )

/**
 * TikTok declared the publication dead. The account hears what it means for it. Another one is opened where TikTok was at
 * fault, or where the account only has to become free or be connected again: the new one waits for that.
 */
export const burySaidDead = (
  tools: Pick<PublishTools, "access" | "actors">,
  context: JobContext,
  asset: Asset,
  { dead, order }: Ordered,
  publication: Publication,
  status: PublicationStatus
) =>
  Effect.gen(function*() {
    const error = errorOfFailReason(status.failReason ?? "unknown")
    const { kind } = error.fault
    // Under the consent of that time: one that was given since is not touched.
    yield* tools.access.verdict(
      order.accountId,
      error,
      publication.openedAt,
      context.envelope(`verdict:${publication.publishId}`, false)
    )
    const passing = kind === "retry" || kind === "suspend" || kind === "reauth"
    const again = passing && dead.length + 1 < MOST_PUBLICATIONS
    return yield* bury(tools, context, asset, publication, tikTokFailure(error), again)
  })
