import { Schema } from "effect"
import { MediaDescription, PostInfoRecord } from "./Records.ts"

const noted = { seq: Schema.Number, at: Schema.Number }
const Text = Schema.String
const Maybe = Schema.NullOr(Schema.String)

/** A call and its answer. `status` 0: nothing was answered. Tokens appear as fingerprints only. */
const RequestEntry = Schema.Struct({
  ...noted,
  kind: Schema.Literal("request"),
  method: Text,
  path: Text,
  endpoint: Text,
  status: Schema.Number,
  code: Text,
  fault: Maybe,
  openId: Maybe,
  token: Maybe,
  publishId: Maybe,
  /** The rate window in which it counted. */
  window: Maybe,
  logId: Text
})
/** Tokens were issued: by which code or refresh token, and which refresh token is the newest now. */
const TokenEntry = Schema.Struct({
  ...noted,
  kind: Schema.Literal("token"),
  openId: Text,
  grantType: Schema.Literal("authorization_code", "refresh_token"),
  used: Text,
  accessToken: Text,
  refreshToken: Text
})
const InitEntry = Schema.Struct({
  ...noted,
  kind: Schema.Literal("init"),
  publishId: Text,
  openId: Text,
  flow: Schema.Literal("direct", "inbox"),
  post: Schema.NullOr(PostInfoRecord),
  size: Schema.Number,
  chunkSize: Schema.Number,
  chunkCount: Schema.Number
})
/** A chunk that was stored; those that were refused are requests alone. */
const ChunkEntry = Schema.Struct({
  ...noted,
  kind: Schema.Literal("chunk"),
  publishId: Text,
  first: Schema.Number,
  last: Schema.Number,
  total: Schema.Number,
  again: Schema.Boolean
})
const ReceivedEntry = Schema.Struct({
  ...noted,
  kind: Schema.Literal("received"),
  publishId: Text,
  bytes: Schema.Number,
  sha256: Text,
  media: Schema.NullOr(MediaDescription)
})
/** The one entry that means: this video is on TikTok now. */
const PostEntry = Schema.Struct({
  ...noted,
  kind: Schema.Literal("post"),
  publishId: Text,
  postId: Text,
  openId: Text,
  sha256: Text,
  post: Schema.NullOr(PostInfoRecord)
})
const InboxEntry = Schema.Struct({ ...noted, kind: Schema.Literal("inbox"), publishId: Text, openId: Text })
const FailedEntry = Schema.Struct({
  ...noted,
  kind: Schema.Literal("failed"),
  publishId: Text,
  openId: Text,
  reason: Text
})
const VisibilityEntry = Schema.Struct({
  ...noted,
  kind: Schema.Literal("visibility"),
  publishId: Text,
  postId: Text,
  visible: Schema.Boolean
})
/** One attempt to deliver an event. `status` 0: nobody answered. */
const WebhookEntry = Schema.Struct({
  ...noted,
  kind: Schema.Literal("webhook"),
  deliveryId: Text,
  event: Text,
  openId: Text,
  publishId: Maybe,
  attempt: Schema.Number,
  status: Schema.Number
})
/** A hand from outside: settings, faults, a creator who was banned. */
const ControlEntry = Schema.Struct({ ...noted, kind: Schema.Literal("control"), what: Text, detail: Text })

export const BookEntry = Schema.Union(
  RequestEntry,
  TokenEntry,
  InitEntry,
  ChunkEntry,
  ReceivedEntry,
  PostEntry,
  InboxEntry,
  FailedEntry,
  VisibilityEntry,
  WebhookEntry,
  ControlEntry
)
export type BookEntry = typeof BookEntry.Type
export type EntryOf<K extends BookEntry["kind"]> = Extract<BookEntry, { readonly kind: K }>
type WithoutStamp<E> = E extends BookEntry ? Omit<E, "seq" | "at"> : never
export type Note = WithoutStamp<BookEntry>

/** Everything that happened, in order: the evidence that tests and drills read. */
export class Books {
  readonly #entries: Array<BookEntry> = []

  append(at: number, note: Note): BookEntry {
    const entry: BookEntry = { seq: this.#entries.length + 1, at, ...note }
    this.#entries.push(entry)
    return entry
  }

  clear(): void {
    this.#entries.length = 0
  }

  restore(entry: BookEntry): void {
    this.#entries.push(entry)
  }

  /** Entries after the one with this number; 0 is all of them. */
  since(seq: number): ReadonlyArray<BookEntry> {
    return this.#entries.slice(Math.max(0, seq))
  }

  of<K extends BookEntry["kind"]>(kind: K): ReadonlyArray<EntryOf<K>> {
    return this.#entries.filter((entry): entry is EntryOf<K> => entry.kind === kind)
  }
}
