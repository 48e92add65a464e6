import { type Effect, type ParseResult, Schema } from "effect"

/** A picture or clip that a library of stock offers, and on which terms. */
export const Candidate = Schema.Struct({
  /** Its number at the source. */
  id: Schema.String.pipe(Schema.maxLength(80)),
  form: Schema.Literal("photo", "clip"),
  /** Where the file itself lies. */
  file: Schema.String.pipe(Schema.maxLength(2000)),
  width: Schema.Int.pipe(Schema.positive()),
  height: Schema.Int.pipe(Schema.positive()),
  /** How long a clip runs. */
  seconds: Schema.NullOr(Schema.Number),
  author: Schema.NullOr(Schema.String.pipe(Schema.maxLength(200))),
  /** The page a person may open. */
  address: Schema.NullOr(Schema.String.pipe(Schema.maxLength(2000)))
})
export type Candidate = typeof Candidate.Type

/** One question to a source. */
export interface StockQuery {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

/** How one library of stock is asked, and how its answers are read. Everything else is the same for all of them. */
export interface StockSource {
  readonly name: "pexels" | "pixabay" | "coverr"
  readonly url: string
  readonly licence: string
  /** Endings of the hosts from which files may be fetched. */
  readonly fileHosts: ReadonlyArray<string>
  /** One question for each form it offers, photos before clips. */
  readonly questions: (wish: string, language: string, key: string) => ReadonlyArray<StockQuery>
  readonly read: (answer: unknown) => Effect.Effect<ReadonlyArray<Candidate>, ParseResult.ParseError>
}

/** At least as long as the longest scene; longer ones cost time and give nothing. */
const SECONDS = { least: 3, most: 60 } as const
/** Sides under this look blurred on a phone; over this they cost memory and nobody sees them. */
const SIDE = { least: 600, most: 6000 } as const

/** How well a candidate fills an upright frame: what would be cut off, and how much it must be enlarged. */
export const fitness = ({ height, width }: Candidate): number => {
  const shape = Math.min(1, height / width / (1920 / 1080))
  const size = Math.min(1, Math.min(width / 1080, height / 1920))
  return shape * 0.6 + size * 0.4
}

/** Those that can be shown, the best first; of equals the source's own order stays. */
export const usable = (candidates: ReadonlyArray<Candidate>): ReadonlyArray<Candidate> =>
  candidates
    .filter(({ form, height, seconds, width }) =>
      Math.min(width, height) >= SIDE.least && Math.max(width, height) <= SIDE.most &&
      (form === "photo" || seconds === null || (seconds >= SECONDS.least && seconds <= SECONDS.most))
    )
    .map((candidate, order) => ({ candidate, value: fitness(candidate) - order * 0.02 }))
    .toSorted((a, b) => b.value - a.value)
    .map(({ candidate }) => candidate)
