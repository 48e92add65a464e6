import type { Sha256 } from "@callsheet/domain/asset/Media"
import { never, type RetryAdvice } from "@callsheet/domain/Failure"
import type { Delivery, Privacy } from "@callsheet/domain/plan/Plan"
import { makeAgain, remedyText, step, type Steps } from "@callsheet/domain/Remedy"
import type { MediaStoreError } from "@callsheet/studio/media/MediaErrors"
import type { ChunkPlan } from "@callsheet/tiktok/ChunkPlan"
import type { TikTokError } from "@callsheet/tiktok/TikTokErrors"
import type { PutChunkError } from "@callsheet/tiktok/UploadCall"
import { Context, type Effect, type Redacted, Schema } from "effect"

/** The file's bytes are not the ones a person released. Nothing that would complete the upload was sent. */
export class FileNotReleased extends Schema.TaggedError<FileNotReleased>()("FileNotReleased", {
  released: Schema.String,
  found: Schema.String
}) {
  override get message(): string {
    return `The video on disk is not the one that was released (SHA-256 ${this.found.slice(0, 12)}, not ${
      this.released.slice(0, 12)
    }).`
  }
  get steps(): Steps {
    return [
      step("Put the released file back from a backup, then try again", "plan.retry"),
      ...makeAgain("Or have another video made: reject this one")
    ]
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return never
  }
}

/** Everything a person consented to, and what was derived from it. */
export interface PostRequest {
  readonly caption: string
  readonly privacy: Privacy
  readonly allowComment: boolean
  readonly allowDuet: boolean
  readonly allowStitch: boolean
  readonly brandOrganic: boolean
  readonly brandContent: boolean
  readonly aiLabel: boolean
  readonly coverAtMillis: number
}

/** `uploadUrl` is as good as a key: sealed wherever it is stored. It lives an hour. */
export interface Opened {
  readonly publishId: string
  readonly uploadUrl: Redacted.Redacted
  readonly plan: ChunkPlan
}

/**
 * Where a publication stands. `inbox` is the successful end of a draft. `complete` is not "public": `postIds` come later,
 * or never, for posts that are not public. `word` is TikTok's own, also where it is new to us (then `processing`).
 */
export interface PublicationStatus {
  readonly status: "processing" | "inbox" | "complete" | "failed"
  readonly word: string
  readonly postIds: ReadonlyArray<string>
  readonly failReason: string | null
  readonly uploadedBytes: number | null
}

export type UploadError = PutChunkError | MediaStoreError | FileNotReleased

export interface VideoUpload<E, R> {
  readonly uploadUrl: Redacted.Redacted
  readonly plan: ChunkPlan
  readonly path: string
  /** A boundary of the plan: 0, what `onChunk` told, or `resumeByte` of TikTok's own figure. */
  readonly fromByte: number
  readonly expectedSha256: Sha256
  /** After each piece that TikTok has accepted: where the next one begins. */
  readonly onChunk: (nextByte: number) => Effect.Effect<void, E, R>
}

/**
 * What publishing means to us, step by step, so that a job can store what each step gave before it takes the next. None of
 * the steps repeats a call or waits for a rate window; both are the job's.
 */
export class Publisher extends Context.Tag("@callsheet/worker/Publisher")<Publisher, {
  /**
   * Opens a publication. Nothing is posted before its bytes arrive: a publication whose answer was lost can be abandoned.
   * An inbox draft carries no settings; the creator chooses them in the app.
   */
  readonly open: (options: {
    readonly token: Redacted.Redacted
    readonly post: PostRequest
    readonly delivery: Delivery
    readonly bytes: number
  }) => Effect.Effect<Opened, TikTokError>
  /** Sends what is missing, whole pieces in order. When it returns, TikTok has every byte. */
  readonly upload: <E = never, R = never>(options: VideoUpload<E, R>) => Effect.Effect<void, UploadError | E, R>
  readonly status: (options: {
    readonly token: Redacted.Redacted
    readonly publishId: string
  }) => Effect.Effect<PublicationStatus, TikTokError>
}>() {}
