import { Either, Schema } from "effect"
import { never } from "./Failure.ts"

/**
 * TikTok's limit for the text under a video, in UTF-16 code units, which is what `length` counts: an emoji is two or more
 * (Content Posting reference, 2026-08-24). What TikTok does beyond it is not documented, so it is refused here.
 */
export const CAPTION_LIMIT = 2_200

export class CaptionTooLong extends Schema.TaggedError<CaptionTooLong>()("CaptionTooLong", { length: Schema.Number }) {
  override get message() {
    return `The caption with its hashtags has ${this.length} characters; TikTok takes ${CAPTION_LIMIT}.`
  }
  get remedy() {
    return `Shorten it by ${this.length - CAPTION_LIMIT} or drop hashtags. An emoji counts as two or more.`
  }
  get retry() {
    return never
  }
}

/** One word without `#`: TikTok ends a tag at a space. */
const tagOf = (hashtag: string): string => hashtag.replace(/^#+/, "").replace(/\s+/g, "")

const sameTag = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

/** Tags a text already holds; TikTok delimits them by white space. */
export const tagsIn = (text: string): ReadonlyArray<string> =>
  text.split(/\s+/).flatMap((word) => (word.startsWith("#") ? [tagOf(word)] : []))

/**
 * The final text under the post: the script's caption, then the hashtags it does not hold yet, each once regardless of its
 * case.
 */
export const composeCaption = (
  caption: string,
  hashtags: ReadonlyArray<string>
): Either.Either<string, CaptionTooLong> => {
  const text = caption.trim()
  const known = [...tagsIn(text)]
  const added: Array<string> = []
  for (const tag of hashtags.map(tagOf)) {
    if (tag === "" || known.some((other) => sameTag(other, tag))) continue
    known.push(tag)
    added.push(`#${tag}`)
  }
  const composed = [text, added.join(" ")].filter((part) => part !== "").join(" ")
  return composed.length <= CAPTION_LIMIT
    ? Either.right(composed)
    : Either.left(new CaptionTooLong({ length: composed.length }))
}
