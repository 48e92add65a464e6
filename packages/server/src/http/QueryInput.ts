import { Schema, SchemaAST } from "effect"

const withoutUndefined = (ast: SchemaAST.AST): SchemaAST.AST =>
  SchemaAST.isUnion(ast)
    ? SchemaAST.Union.make(ast.types.filter((member) => !SchemaAST.isUndefinedKeyword(member)))
    : ast

/** A query holds text alone; the schema says what the text stands for. Text that does not fit stays for it to refuse. */
const read = (ast: SchemaAST.AST, texts: ReadonlyArray<string>): unknown => {
  const wanted = withoutUndefined(ast)
  if (SchemaAST.isTupleType(wanted)) {
    const item = wanted.rest[0]?.type
    const parts = texts.flatMap((text) => text.split(",")).filter((text) => text !== "")
    return item === undefined ? parts : parts.map((part) => read(item, [part]))
  }
  const text = texts[texts.length - 1] ?? ""
  if (SchemaAST.isNumberKeyword(wanted)) {
    return text.trim() !== "" && Number.isFinite(Number(text))
      ? Number(text)
      : text
  }
  if (SchemaAST.isBooleanKeyword(wanted)) return text === "true" ? true : text === "false" ? false : text
  return text
}

/** The fields of a payload in its JSON form. */
export const fieldsOf = (payload: Schema.Schema<unknown, unknown>): ReadonlyMap<string, SchemaAST.AST> => {
  const { ast } = Schema.encodedSchema(payload)
  return new Map(
    SchemaAST.isTypeLiteral(ast) ? ast.propertySignatures.map(({ name, type }) => [String(name), type]) : []
  )
}

/**
 * The payload a query string stands for: `?status=scheduled,approved&limit=20`. A list is given by commas or by repeating
 * the name. Names the payload does not have stay in, so that the schema refuses them by name.
 */
export const payloadFromQuery = (payload: Schema.Schema<unknown, unknown>, query: URLSearchParams): unknown => {
  const fields = fieldsOf(payload)
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const ast = fields.get(name)
      const texts = query.getAll(name)
      return [name, ast === undefined ? texts[0] : read(ast, texts)]
    })
  )
}
