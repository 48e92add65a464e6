import { Effect, Random } from "effect"

const names =
  "lantern harbour copper meadow violin glacier pepper engine orchard thunder candle bridge saddle marble " +
  "compass feather granite kettle ladder magnet needle oyster pillow quarry ribbon saffron tunnel umbrella velvet walnut"
const doings = "carries follows hides lifts mends paints finds sorts warms wakes guards folds turns brings keeps counts"
const [nouns, verbs] = [names.split(" "), doings.split(" ")]

const oneOf = (words: ReadonlyArray<string>) =>
  Effect.map(Random.nextIntBetween(0, words.length), (index) => words[index] ?? "something")

const sentence = Effect.map(
  Effect.all([oneOf(nouns), oneOf(verbs), oneOf(nouns), oneOf(nouns)]),
  ([who, does, what, where]) => `The ${who} ${does} a ${what} by the ${where}`
)

/** Two short lines nobody has said before: about four seconds of video, which render in a few seconds on any machine. */
export const shortScript = Effect.map(Effect.all([sentence, sentence]), (lines) => lines.join("\n"))
