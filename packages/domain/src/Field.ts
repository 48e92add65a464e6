import { Schema } from "effect"

/** A field that is always present, and what it means. Documents, forms and agents read the text. */
export const field = <A, I, R>(schema: Schema.Schema<A, I, R>, description: string) =>
  Schema.propertySignature(schema).annotations({ description })

/** A field that may be left out, and what it means. */
export const optional = <A, I, R>(schema: Schema.Schema<A, I, R>, description: string) =>
  Schema.optional(schema).annotations({ description })
