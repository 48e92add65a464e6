import { Schema } from "effect"
import { naming } from "../Ids.ts"
import { name } from "../Text.ts"
import { Sha256 } from "./Media.ts"

const Label = Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(60))
const Unit = Schema.String.pipe(Schema.maxLength(12))
const Value = Schema.Number.pipe(Schema.finite(), Schema.between(-1e12, 1e12))
/** Counts from 0. */
const Index = Schema.Int.pipe(Schema.between(0, 11))

/** A file of the organisation's own media: its hash, or its name in the library. */
export const MediaReference = Schema.Union(
  Sha256,
  Schema.String.pipe(
    // A name, never a path: a script must not choose which file of the machine is read.
    Schema.pattern(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,119}$/u, { message: () => "expected a file name without folders" })
  )
).pipe(naming("file"))

/** An audio file of the organisation's own media, in the same two ways. */
export const LibraryRecording = name(200).pipe(naming("file"))

/** A picture or clip: named, or wished for in words that a search understands. One of the two is set. */
export const ShowsPicture = Schema.Struct({
  kind: Schema.Literal("picture"),
  file: Schema.optional(MediaReference),
  wish: Schema.optional(Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(120))),
  /** How many answers to the wish were turned down: the next one is taken. */
  another: Schema.optional(Schema.Int.pipe(Schema.between(0, 99))),
  /** That it moves: of two endpoints that make pictures, the one for clips is then asked. */
  moves: Schema.optional(Schema.Boolean)
}).pipe(
  Schema.filter(({ file, wish }) =>
    file !== undefined || wish !== undefined || "name a library file in `file` or say in `wish` what to look for"
  )
)

/** A figure that counts up (or down, from `from`) while the line is spoken. */
export const ShowsNumber = Schema.Struct({
  kind: Schema.Literal("number"),
  value: Value,
  from: Schema.optional(Value),
  unit: Schema.optional(Unit),
  label: Schema.optional(Label)
})

/** `at` is the item this line is about; without it they appear one after the other. */
export const ShowsList = Schema.Struct({
  kind: Schema.Literal("list"),
  items: Schema.Array(Label).pipe(Schema.minItems(2), Schema.maxItems(6)),
  at: Schema.optional(Index)
})

const Side = Schema.Struct({ label: Label, value: Schema.optional(Value) })
export const ShowsComparison = Schema.Struct({
  kind: Schema.Literal("comparison"),
  left: Side,
  right: Side,
  unit: Schema.optional(Unit)
})

/** `struck` crosses it out: a claim that the video refutes. */
export const ShowsQuote = Schema.Struct({
  kind: Schema.Literal("quote"),
  text: Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(140)),
  by: Schema.optional(Label),
  struck: Schema.optional(Schema.Boolean)
})

/** `mark` is the point that matters. */
export const ShowsChart = Schema.Struct({
  kind: Schema.Literal("chart"),
  form: Schema.Literal("line", "bars"),
  points: Schema.Array(Schema.Struct({ label: Schema.String.pipe(Schema.maxLength(16)), value: Value })).pipe(
    Schema.minItems(2),
    Schema.maxItems(12)
  ),
  unit: Schema.optional(Unit),
  mark: Schema.optional(Index)
})

export const ShowsTimeline = Schema.Struct({
  kind: Schema.Literal("timeline"),
  stops: Schema.Array(Schema.Struct({ when: Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(16)), what: Label }))
    .pipe(Schema.minItems(2), Schema.maxItems(5)),
  at: Schema.optional(Index)
})

/** `route` joins the places by a line, in their order. */
export const ShowsMap = Schema.Struct({
  kind: Schema.Literal("map"),
  places: Schema.Array(Schema.Struct({
    name: Label,
    latitude: Schema.Number.pipe(Schema.between(-80, 80)),
    longitude: Schema.Number.pipe(Schema.between(-180, 180))
  })).pipe(Schema.minItems(1), Schema.maxItems(6)),
  route: Schema.optional(Schema.Boolean)
})

/** The sentence itself is what is seen, with the line's emoji as its object. */
export const ShowsText = Schema.Struct({ kind: Schema.Literal("text") })

/** What is to be seen while a line is spoken. */
export const Shows = Schema.Union(
  ShowsText,
  ShowsPicture,
  ShowsNumber,
  ShowsList,
  ShowsComparison,
  ShowsQuote,
  ShowsChart,
  ShowsTimeline,
  ShowsMap
)
export type Shows = typeof Shows.Type
