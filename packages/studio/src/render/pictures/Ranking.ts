import { likeness } from "./LibraryPictures.ts"

/** What is known of a picture by which it can be found. */
export interface Described {
  readonly name: string
  readonly tags: ReadonlyArray<string>
  readonly words: string
}

const ENOUGH = 0.5
const MOST_WORDS = 12

/** The words of a wish by which an index is asked. */
export const searchWords = (wish: string): ReadonlyArray<string> =>
  [...new Set(wish.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2))].slice(0, MOST_WORDS)

/** Its own tags say more than a text in which the word happens to stand. */
const scoreOf = (wish: string, { name, tags, words }: Described) =>
  Math.max(likeness(wish, [name, ...tags, words].join(" ")), ...tags.map((tag) => likeness(tag, wish)))

/** The best first, of those that answer enough of the wish. */
export const ranked = <A extends Described>(wish: string, all: ReadonlyArray<A>): ReadonlyArray<A> =>
  all.map((one) => ({ one, score: scoreOf(wish, one) }))
    .filter(({ score }) => score >= ENOUGH)
    .toSorted((a, b) => b.score - a.score)
    .map(({ one }) => one)
