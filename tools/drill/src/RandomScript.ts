import { Effect, Random } from "effect"

const names =
  "lantern harbour copper meadow violin glacier pepper engine orchard thunder candle bridge saddle marble " +
  "compass feather granite kettle ladder magnet needle oyster pillow quarry ribbon saffron tunnel umbrella velvet walnut"
const doings = "carries follows hides lifts mends paints finds sorts warms wakes guards folds turns brings keeps counts"
const [nouns, verbs] = [names.split(" "), doings.split(" ")]

const oneOf = (words: ReadonlyArray<string>) =>
  Effect.map(Random.nextIntBetween(0, words.length), (index) => words[index] ?? "something")

const line = Effect.map(
  Effect.all([oneOf(nouns), oneOf(verbs), oneOf(nouns)]),
  ([who, does, what]) => `${who.slice(0, 1).toUpperCase()}${who.slice(1)} ${does} ${what}`
)

/** The two short lines a video must have, said by nobody before: hardly more than the three seconds that are the least. */
export const shortScript = Effect.map(Effect.all([line, line]), (lines) => lines.join("\n"))
