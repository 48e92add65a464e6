/** What the writer without a model must know of a language: how to read notes, where to cut, how to ask. It says nothing itself. */
export interface Tongue {
  readonly language: string
  /** Abbreviations as they are spoken. */
  readonly spoken: ReadonlyArray<readonly [RegExp, string]>
  /** Words with a full stop that ends no sentence, in lower case and without it. */
  readonly abbreviations: ReadonlySet<string>
  /** Whether "3." is an ordinal ("am 3. Oktober"). */
  readonly ordinals: boolean
  /** A clause begins with these words, also without a comma. */
  readonly subordinators: ReadonlySet<string>
  /** A clause begins with these only behind a comma, or before a subject. */
  readonly coordinators: ReadonlySet<string>
  /** Words that follow a coordinator where a clause begins, and no further noun. */
  readonly subjects: ReadonlySet<string>
  /** A relative clause is no sentence of its own. */
  readonly relatives: ReadonlySet<string>
  /** A long sentence may be cut before these where it has no clauses: they begin no noun phrase. */
  readonly adverbials: ReadonlySet<string>
  readonly contrast: RegExp
  /** A line that begins so leans on the line before it. */
  readonly leaning: RegExp
  /** What stands before a noun. */
  readonly determiners: ReadonlySet<string>
  /** Nouns have a capital. */
  readonly capitalNouns: boolean
  readonly stopWords: ReadonlySet<string>
  /** Labels of notes that are not for the viewer. */
  readonly sources: RegExp
  /** The topic is an order already ("in three steps", "5 Fehler"). */
  readonly counted: RegExp
  /** `{topic}`, `{Key}` (a noun of topic or notes) and `{n}` (a number). */
  readonly pointers: ReadonlyArray<string>
  readonly closings: ReadonlyArray<string>
}

/** The words of a list that is written with spaces. */
export const wordSet = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))
