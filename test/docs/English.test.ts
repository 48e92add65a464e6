import { assert, describe, it } from "@effect/vitest"
import ts from "typescript"
import { documents, productSources } from "../support/Sources.ts"

/** Phrases that make a reader stop, each with what to write instead. */
const refused: ReadonlyArray<readonly [RegExp, string]> = [
  [/\bwhoever\b/i, "the person who, the one that"],
  [/\bwhatever\b/i, "name what is meant"],
  [/\banew\b/i, "again, or the word itself"],
  [/\bfor ever\b/i, "forever"],
  [/\bparted by\b/i, "separated by"],
  [/\bin vain\b/i, "without success"],
  [/\b(?:is|are) told\b(?! apart)/i, "learns, gets, is asked"],
  [/\bputs? right\b/i, "fix"],
  [/(?<!\bthere )\bis no\b(?! longer| more| less| later| sooner)/i, "is not a"]
]
/** In comments only the words that another word can take the place of. */
const refusedInComments = refused.slice(0, 6)

const found = (path: string, text: string, phrases: typeof refused) =>
  phrases.flatMap(([phrase, instead]) => {
    const match = phrase.exec(text)
    return match === null
      ? []
      : [`${path}: "${match[0]}" (${instead}): ${text.slice(Math.max(0, match.index - 60), match.index + 60)}`]
  })

/** What a file of the program may show to a person: its literals, and the text between tags. */
const textsOf = (path: string, text: string): ReadonlyArray<string> => {
  const texts: Array<string> = []
  const visit = (node: ts.Node): void => {
    if (
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node) ||
      ts.isJsxText(node)
    ) texts.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false))
  return texts
}

describe("plain English", () => {
  const sources = productSources()

  it("in messages, remedies, help and logs", () => {
    // Most files hold none of the phrases; only the others are parsed.
    const suspects = sources.filter(({ path, text }) => found(path, text, refused).length > 0)
    assert.deepStrictEqual(
      suspects.flatMap(({ path, text }) => textsOf(path, text).flatMap((words) => found(path, words, refused))),
      []
    )
  })

  it("in README, CHANGELOG and docs", () => {
    // The audit lists the titles of tests.
    const papers = documents().filter(({ path }) => path !== "docs/audit.md")
    assert.deepStrictEqual(
      papers.flatMap(({ path, text }) => text.split("\n").flatMap((line) => found(path, line, refused))),
      []
    )
  })

  it("in comments, where a word can be swapped", () => {
    const comments = sources.flatMap(({ path, text }) =>
      text.split("\n").filter((line) => /^\s*(?:\*|\/\/|\/\*\*)/.test(line)).map((line) => ({ path, line }))
    )
    assert.deepStrictEqual(comments.flatMap(({ line, path }) => found(path, line, refusedInComments)), [])
  })
})
