import type { Schema } from "effect"

/** Who may ask: each is one way, and any of them is enough. */
export type Credential = "key" | "session" | "signed" | "insider" | "webhook" | "anyone"

export interface Parameter {
  readonly name: string
  readonly in: "path" | "query" | "header"
  readonly description: string
  readonly required?: boolean
  readonly schema: { readonly [name: string]: unknown }
}

export interface RouteBody {
  readonly type: string
  /** Without one, the body is bytes or text that no schema describes. */
  readonly schema?: Schema.Schema.All
}

/** A route that is no call: what a client author needs to know of it. */
export interface OtherRoute {
  readonly method: "get" | "post" | "put" | "delete"
  /** With its parameters in braces, as OpenAPI writes them. */
  readonly path: `/${string}`
  readonly id: string
  readonly tag: keyof typeof otherTags
  readonly summary: string
  readonly description: string
  readonly access: ReadonlyArray<Credential>
  readonly parameters?: ReadonlyArray<Parameter>
  readonly body?: RouteBody
  readonly answers: {
    readonly [status: string]: { readonly description: string; readonly content?: ReadonlyArray<RouteBody> }
  }
  /** Which of the errors that calls have it can answer with. */
  readonly errors: ReadonlyArray<string>
}

export const otherTags = {
  files: "Files over HTTP: videos, covers, previews, and the media of the library, to read and to upload.",
  guests: "What the page behind a review link reads and sends, without a key.",
  browser: "Signing a browser in to the panel and out.",
  tiktok: "What TikTok and its creators call: the consent to connect an account, and webhooks.",
  operations: "How the installation is doing, for probes and for Prometheus.",
  contract: "The same calls by RPC, and the documents that describe them."
} as const

export const text = { type: "string" } as const
export const html: RouteBody = { type: "text/html" }
export const bytes = (type: string): RouteBody => ({ type })
export const pathParameter = (name: string, description: string, pattern?: string): Parameter => ({
  name,
  in: "path",
  required: true,
  description,
  schema: pattern === undefined ? text : { ...text, pattern }
})
export const queryParameter = (name: string, description: string): Parameter => ({
  name,
  in: "query",
  description,
  schema: text
})
