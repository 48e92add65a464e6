/** An emoji and what is said with it. `{Topic}` and `{topic}` stand for the topic, with and without a capital. */
export type Phrase = readonly [emoji: string, text: string]

/** What a topic wants of its viewer: to do something, or to know something ("Why cats purr"). */
export type Aim = "doing" | "knowing"

/**
 * One way to build a short. `beats` are places in order, each with its variants; the last place may be left out. `kickers`
 * stand above the beats, where a structure counts.
 */
export interface Structure {
  readonly name: string
  readonly aim: Aim
  readonly hooks: ReadonlyArray<Phrase>
  readonly beats: ReadonlyArray<ReadonlyArray<Phrase>>
  readonly kickers?: ReadonlyArray<string>
}

/** All that the rule-based writer can say in one language. Written so that any topic fits, whatever its grammar. */
export interface Phrasebook {
  readonly language: string
  readonly structures: ReadonlyArray<Structure>
  readonly ctas: ReadonlyArray<Phrase>
  readonly captions: ReadonlyArray<string>
  /** A topic that begins like this is a question, so its aim is knowing. */
  readonly question: RegExp
  /** Words of four letters and more that say nothing as a hashtag. */
  readonly emptyWords: ReadonlySet<string>
}
