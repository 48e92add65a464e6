import { ApiError, InvalidInput, Refused } from "@callsheet/domain/api/ApiError"
import { MediaRefused } from "@callsheet/domain/library/LibraryMedia"
import { PolicyUnusable } from "@callsheet/domain/org/OrgError"
import { sentenceIn } from "@callsheet/panel/text/de/Sentences"
import { sentences } from "@callsheet/panel/text/de/sentenceTable"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, FastCheck, Schema } from "effect"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** Their message is what a caller gave them: the sentences are found where they are made. */
const carriers: ReadonlyArray<unknown> = [Refused, MediaRefused, InvalidInput, PolicyUnusable]

const hasFields = (
  schema: Schema.Schema.AnyNoContext
): schema is Schema.Schema.AnyNoContext & { readonly fields: object } =>
  "fields" in schema && typeof schema.fields === "object"

const membersOf = (schema: Schema.Schema.AnyNoContext): ReadonlyArray<Schema.Schema.AnyNoContext> =>
  "members" in schema && Array.isArray(schema.members) ? schema.members.flatMap(membersOf) : [schema]

/** Which sentences of these have no German one. */
const missing = (said: ReadonlyArray<string>): ReadonlyArray<string> =>
  [...new Set(said)].filter((sentence) => sentenceIn(sentence) === undefined)

const packages = new URL("../../packages/", import.meta.url).pathname

const sourcesOf = (folder: string): ReadonlyArray<string> =>
  readdirSync(join(packages, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(packages, folder, file), "utf8"))

/** A literal of a source as the sentence it makes: what is filled in becomes X. */
const sentenceOf = (literal: string): string =>
  literal.slice(1, -1).replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "X").replaceAll("\\\"", "\"")

const LITERAL = String.raw`("(?:[^"\\]|\\.)*"|\x60(?:[^\x60\\$]|\\.|\$\{[^\x60}]*\})*\x60)`

const madeBy = (pattern: string, ...folders: ReadonlyArray<string>): ReadonlyArray<string> =>
  folders.flatMap(sourcesOf).flatMap((source) =>
    [...source.matchAll(new RegExp(pattern + LITERAL, "g"))].flatMap(([, literal]) =>
      literal === undefined ? [] : [sentenceOf(literal)]
    )
  )

describe("what the server says, in German", () => {
  const errors = membersOf(ApiError).filter((member) => !carriers.includes(member)).filter(hasFields)
  for (const error of errors) {
    const samples = FastCheck.sample(Arbitrary.make(Schema.typeSchema(error)), { numRuns: 40, seed: 7 })
      .filter((sample) => Object.values(sample).every((value) => typeof value !== "number" || Math.abs(value) < 8e15))
    const [first] = samples
    it(`${first._tag}: message, remedy and every step`, () => {
      assert.deepStrictEqual(
        missing(samples.flatMap(({ message, remedy, steps = [] }) => [
          message,
          // Steps that a caller gives are its own sentences.
          ...("steps" in error.fields
            ? []
            : steps.length === 0
            ? [remedy]
            : steps.map(({ text }: { readonly text: string }) => text))
        ])),
        []
      )
    })
  }

  it("every refusal that is written where it happens", () => {
    const found = [
      ...madeBy(String.raw`\brefused\(\s*`, "server/src", "actors/src", "database/src/secrets"),
      ...madeBy(String.raw`\bwhat: `, "server/src/auth", "server/src/handlers"),
      ...madeBy(String.raw`\bnext: `, "server/src/auth", "server/src/handlers")
    ].filter((text) => /[.!?]$| NAME$/.test(text))
    assert.isAbove(found.length, 20)
    assert.deepStrictEqual(missing(found), [])
  })

  it("every step of a plan whose slot has come", () => {
    const found = madeBy(String.raw`\bstep\(\s*`, "domain/src/plan")
    assert.isAbove(found.length, 20)
    assert.deepStrictEqual(missing(found), [])
  })

  it("every fault of a plan and of an imported row", () => {
    const found = [
      ...madeBy(String.raw`\bfault\(\s*"\w+",\s*`, "domain/src/planning"),
      ...madeBy(String.raw`\bwrong\(\s*"\w+",\s*`, "domain/src/planning"),
      ...madeBy(String.raw`\bfault\(\s*"\w+",\s*`, "server/src/import")
      // `where: what` of a script carries another sentence; a sentence that goes on in another literal is tried as a whole below.
    ].filter((text) => text !== "X: X" && !text.endsWith(" "))
    assert.isAbove(found.length, 12)
    assert.deepStrictEqual(
      missing([
        ...found,
        "Nobody can write a script in Thai here: without a model it is written in German. Bring your own words (script), or name a model in CALLSHEET_LLM_MODEL"
      ]),
      []
    )
  })

  it("keeps what changes from one sentence to the next, and names states and commands in German", () => {
    assert.strictEqual(
      sentenceIn("approve is not possible while pln_1 is in_review."),
      "„Idee freigeben“ geht nicht: pln_1 steht auf „zur Freigabe des Videos“."
    )
    assert.strictEqual(
      sentenceIn(
        "The slot 2026-12-01T18:00 has passed, and nothing was posted. The plan was locked, or the system was down."
      ),
      "Der Termin 2026-12-01T18:00 ist vorbei, und nichts wurde gepostet. Der Plan war gesperrt, oder das System stand."
    )
    assert.isUndefined(sentenceIn("Nobody has written this one."))
    // A text of somebody that looks like a sentence of ours and has no end.
    assert.isUndefined(sentenceIn(`There is no account ${"acc ".repeat(5_000)}.`))
  })

  it("every template fills in only what its English sentence names", () => {
    const placesOf = (text: string): ReadonlyArray<string> => text.match(/\{\w+\}/g) ?? []
    assert.deepStrictEqual(
      sentences.filter(([english, german]) => !placesOf(german).every((place) => placesOf(english).includes(place))),
      []
    )
  })
})
