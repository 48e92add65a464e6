import { Schema } from "effect"
import { MediaRefused, Probed } from "./LibraryMedia.ts"

/** What the server asks of the studio's desk, a process of its own. */
export const DeskAsk = Schema.Union(
  Schema.TaggedStruct("probe", { path: Schema.String })
)
export type DeskAsk = typeof DeskAsk.Type

/** What the desk answers. `failed`: something that is no fault of the file. */
export const DeskAnswer = Schema.Union(
  Schema.TaggedStruct("probed", { probed: Probed }),
  Schema.TaggedStruct("refused", { error: MediaRefused }),
  Schema.TaggedStruct("failed", { message: Schema.String, remedy: Schema.String })
)
export type DeskAnswer = typeof DeskAnswer.Type

export const DeskAskFrame = Schema.Struct({ id: Schema.Number, ask: DeskAsk })
export const DeskAnswerFrame = Schema.Struct({ id: Schema.Number, answer: DeskAnswer })
