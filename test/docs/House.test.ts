import { assert, describe, it } from "@effect/vitest"
import ts from "typescript"
import { productSources } from "../support/Sources.ts"

const MOST_LINES = 100

const events = "an event of two kinds of actors, told apart by the actor"
const commands = "a command of two kinds of actors, told apart by the actor"
const statuses = "a status of plans and of assets, told apart by the machine"
const component = "a component of the panel, beside the concept that it shows"

/** Exported concepts that stand in more than one module, each with the reason. */
const shared: Readonly<Record<string, string>> = {
  AskedAgain: events,
  ConfirmPublished: commands,
  ConfirmTracked: commands,
  Create: commands,
  DraftPosted: events,
  Facts: component,
  Failed: statuses,
  NoteDraftPosted: commands,
  Pause: commands,
  PostingPaused: events,
  PostingResumed: events,
  Published: statuses,
  Publishing: statuses,
  Refused: component,
  ReportFailure: commands,
  ResumePosting: commands,
  Tracked: statuses
}

// A migration that was released is never changed: installations have run it as it is.
const parsed = productSources().filter(({ path }) => !path.includes("/migrations/")).map(({ path, text }) => ({
  path,
  file: ts.createSourceFile(
    path,
    text,
    ts.ScriptTarget.Latest,
    true,
    path.endsWith("x") ? ts.ScriptKind.TSX : undefined
  )
}))

const bodyOf = (node: ts.Node): ts.Node | undefined =>
  ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node) ||
    ts.isMethodDeclaration(node)
    ? node.body
    : undefined

/** Lines of the longest function body of a file. */
const longestIn = (file: ts.SourceFile): number => {
  let longest = 0
  const visit = (node: ts.Node): void => {
    const body = bodyOf(node)
    if (body !== undefined) {
      const first = file.getLineAndCharacterOfPosition(body.getStart()).line
      longest = Math.max(longest, file.getLineAndCharacterOfPosition(body.end).line - first + 1)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return longest
}

/** Types, classes, schemas and services that a file exports by its own declaration. */
const conceptsOf = (file: ts.SourceFile): ReadonlySet<string> =>
  new Set(
    file.statements.flatMap((statement) => {
      const exported = ts.canHaveModifiers(statement) &&
        ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
      if (!exported) return []
      const names = ts.isVariableStatement(statement)
        ? statement.declarationList.declarations.map(({ name }) => name)
        : ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement) ||
            ts.isTypeAliasDeclaration(statement) || ts.isFunctionDeclaration(statement)
        ? [statement.name]
        : []
      return names.flatMap((name) =>
        name !== undefined && ts.isIdentifier(name) && /^[A-Z][a-z]/.test(name.text) ? name.text : []
      )
    })
  )

describe("the house", () => {
  it(`no function body is longer than ${MOST_LINES} lines`, () => {
    const longer = parsed.flatMap(({ file, path }) => {
      const lines = longestIn(file)
      return lines <= MOST_LINES ? [] : [[path, lines] as const]
    })
    assert.deepStrictEqual(longer, [])
  })

  it("an exported concept has one meaning: its name stands in one module", () => {
    const places = new Map<string, Array<string>>()
    for (const { file, path } of parsed) {
      for (const name of conceptsOf(file)) places.set(name, [...(places.get(name) ?? []), path])
    }
    const twice = [...places].filter(([, paths]) => paths.length > 1)
    assert.deepStrictEqual(twice.filter(([name]) => shared[name] === undefined), [])
    const names = new Set(twice.map(([name]) => name))
    assert.deepStrictEqual(Object.keys(shared).filter((name) => !names.has(name)), [], "single again: drop these")
  })
})
