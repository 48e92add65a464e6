import type { ShowsPicture } from "@callsheet/domain/asset/Shows"
import { Context, type Effect } from "effect"
import type { Payer } from "../../spending/Payer.ts"
import type { FoundPicture } from "../looks/Shot.ts"
import type { RenderError } from "../RenderErrors.ts"

/** Where a picture comes from and on which terms, for the plan and for anyone who asks later. */
export interface PictureOrigin {
  /** "library", "pexels", "pixabay", "coverr", "images endpoint", "video endpoint". */
  readonly source: string
  readonly licence: string
  readonly author: string | null
  readonly address: string | null
  /** True where a machine made what looks like a photo. */
  readonly synthetic: boolean
}

export type PictureAnswer =
  | { readonly found: FoundPicture; readonly origin: PictureOrigin }
  /** Why there is none, in words for the plan; a designed card stands in for it. */
  | { readonly found: null; readonly reason: string }

export interface PictureWish {
  readonly shows: typeof ShowsPicture.Type
  readonly language: string
  /** Pictures the video shows already: never the same twice. */
  readonly taken: ReadonlyArray<string>
  /** True where the words of a line were turned into the wish: nothing is made for money for it. */
  readonly derived?: boolean
}

/** What finds the pictures that scripts wish for. What could not be had is an answer too: a video never fails for one. */
export class Pictures extends Context.Tag("@callsheet/studio/Pictures")<Pictures, {
  /** True where there is more than the organisation's own: lines that wish for nothing are then asked for too. */
  readonly stocked?: boolean
  readonly find: (wish: PictureWish) => Effect.Effect<PictureAnswer, RenderError, Payer>
}>() {}
