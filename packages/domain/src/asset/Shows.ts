import { Schema } from "effect"
import { field, optional } from "../Field.ts"
import { naming } from "../Ids.ts"
import { name } from "../Text.ts"
import { Sha256 } from "./Media.ts"

const Label = Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(60))
const Unit = Schema.String.pipe(Schema.maxLength(12))
const unit = (description: string) => optional(Unit, description)
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
  kind: field(Schema.Literal("picture"), "A picture or a clip. `file` or `wish` is set."),
  file: optional(MediaReference, "A file of your library, by its hash or its name."),
  wish: optional(
    Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(120)),
    "What to look for, in words that a search understands."
  ),
  another: optional(
    Schema.Int.pipe(Schema.between(0, 99)),
    "How many answers to the wish were turned down; the next one is taken."
  ),
  moves: optional(Schema.Boolean, "True asks for a clip instead of a still picture.")
}).pipe(
  Schema.filter(({ file, wish }) =>
    file !== undefined || wish !== undefined || "name a library file in `file` or say in `wish` what to look for"
  )
)

/** A figure that counts up (or down, from `from`) while the line is spoken. */
export const ShowsNumber = Schema.Struct({
  kind: field(Schema.Literal("number"), "A figure that counts up or down."),
  value: field(Value, "Where it ends."),
  from: optional(Value, "Where it begins. Defaults to 0."),
  unit: unit("Stands beside the figure, such as `%` or `kg`."),
  label: optional(Label, "What the figure counts.")
})

export const ShowsList = Schema.Struct({
  kind: field(Schema.Literal("list"), "Items of a list."),
  items: field(Schema.Array(Label).pipe(Schema.minItems(2), Schema.maxItems(6)), "The items, two to six."),
  at: optional(Index, "The item that this line is about, counted from 0. Without it they appear one after the other.")
})

const Side = Schema.Struct({
  label: field(Label, "What stands on this side."),
  value: optional(Value, "Its figure.")
})
export const ShowsComparison = Schema.Struct({
  kind: field(Schema.Literal("comparison"), "Two things side by side."),
  left: field(Side, "The left side."),
  right: field(Side, "The right side."),
  unit: unit("Stands beside both figures.")
})

export const ShowsQuote = Schema.Struct({
  kind: field(Schema.Literal("quote"), "A quotation."),
  text: field(Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(140)), "The words that are quoted."),
  by: optional(Label, "Whose words they are."),
  struck: optional(Schema.Boolean, "True crosses it out: a claim that the video refutes.")
})

const Point = Schema.Struct({
  label: field(Schema.String.pipe(Schema.maxLength(16)), "What stands below it, such as a year."),
  value: field(Value, "Its value.")
})

export const ShowsChart = Schema.Struct({
  kind: field(Schema.Literal("chart"), "A chart."),
  form: field(Schema.Literal("line", "bars"), "How it is drawn."),
  points: field(Schema.Array(Point).pipe(Schema.minItems(2), Schema.maxItems(12)), "Its points, two to twelve."),
  unit: unit("The unit of the values."),
  mark: optional(Index, "The point that matters, counted from 0.")
})

const Stop = Schema.Struct({
  when: field(Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(16)), "When, in a few words, such as `1969`."),
  what: field(Label, "What happens then.")
})

export const ShowsTimeline = Schema.Struct({
  kind: field(Schema.Literal("timeline"), "Moments in their order."),
  stops: field(Schema.Array(Stop).pipe(Schema.minItems(2), Schema.maxItems(5)), "The moments, two to five."),
  at: optional(Index, "The moment that this line is about, counted from 0.")
})

const Place = Schema.Struct({
  name: field(Label, "Its name as it is shown."),
  latitude: field(Schema.Number.pipe(Schema.between(-80, 80)), "Degrees north of the equator, from -80 to 80."),
  longitude: field(Schema.Number.pipe(Schema.between(-180, 180)), "Degrees east of Greenwich, from -180 to 180.")
})

export const ShowsMap = Schema.Struct({
  kind: field(Schema.Literal("map"), "Places on a map."),
  places: field(Schema.Array(Place).pipe(Schema.minItems(1), Schema.maxItems(6)), "The places, at most six."),
  route: optional(Schema.Boolean, "True joins the places by a line, in their order.")
})

/** The sentence itself is what is seen, with the line's emoji as its object. */
export const ShowsText = Schema.Struct({
  kind: field(Schema.Literal("text"), "The sentence itself, with the line's emoji as its object.")
})

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
).annotations({ identifier: "Shows" })
export type Shows = typeof Shows.Type
