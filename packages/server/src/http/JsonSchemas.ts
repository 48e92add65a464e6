import { JSONSchema, SchemaAST } from "effect"

/**
 * Descriptions of fields stand on the decoded side of a struct that has defaults; a document shows the encoded side, which has lost
 * them. This gives every encoded field the description of the decoded one.
 */
const described = (ast: SchemaAST.AST): SchemaAST.AST => {
  switch (ast._tag) {
    case "TypeLiteral":
      return new SchemaAST.TypeLiteral(
        ast.propertySignatures.map((field) => withType(field, described(field.type))),
        ast.indexSignatures.map(({ isReadonly, parameter, type }) =>
          new SchemaAST.IndexSignature(parameter, described(type), isReadonly)
        ),
        ast.annotations
      )
    case "Union":
      return SchemaAST.Union.make(ast.types.map(described), ast.annotations)
    case "TupleType":
      return new SchemaAST.TupleType(
        ast.elements.map(({ annotations, isOptional, type }) =>
          new SchemaAST.OptionalType(described(type), isOptional, annotations)
        ),
        ast.rest.map(({ annotations, type }) => new SchemaAST.Type(described(type), annotations)),
        ast.isReadonly,
        ast.annotations
      )
    case "Refinement":
      return new SchemaAST.Refinement(described(ast.from), ast.filter, ast.annotations)
    case "Transformation":
      return new SchemaAST.Transformation(
        withDescriptions(described(ast.from), ast.to),
        ast.to,
        ast.transformation,
        ast.annotations
      )
    default:
      return ast
  }
}

const withType = (
  { annotations, isOptional, isReadonly, name }: SchemaAST.PropertySignature,
  type: SchemaAST.AST,
  more: SchemaAST.Annotations = {}
) => new SchemaAST.PropertySignature(name, type, isOptional, isReadonly, { ...more, ...annotations })

const withDescriptions = (from: SchemaAST.AST, to: SchemaAST.AST): SchemaAST.AST => {
  if (!SchemaAST.isTypeLiteral(from) || !SchemaAST.isTypeLiteral(to)) return from
  const decoded = new Map(to.propertySignatures.map(({ annotations, name }) => [name, annotations]))
  return new SchemaAST.TypeLiteral(
    from.propertySignatures.map((field) => withType(field, field.type, decoded.get(field.name))),
    from.indexSignatures,
    from.annotations
  )
}

/** What callers send and get, as a JSON Schema with every description. Named schemas are collected in `definitions`. */
export const jsonSchemaOf = (
  ast: SchemaAST.AST,
  definitions: Record<string, JSONSchema.JsonSchema7>,
  definitionPath: string
): JSONSchema.JsonSchema7 => JSONSchema.fromAST(described(ast), { definitions, definitionPath, target: "openApi3.1" })
