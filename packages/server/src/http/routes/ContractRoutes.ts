import { bytes, html, type OtherRoute } from "./OtherRoute.ts"

const RPC = "application/ndjson"

export const contract: ReadonlyArray<OtherRoute> = [
  {
    method: "post",
    path: "/rpc",
    id: "rpc.call",
    tag: "contract",
    summary: "Call by RPC",
    description:
      "The protocol of @effect/rpc: newline-delimited JSON messages in one request. The command line and the panel speak it; other clients use the paths under /api/v1.",
    access: ["key", "session"],
    body: bytes(RPC),
    answers: { "200": { description: "The answers, one message a line.", content: [bytes(RPC)] } },
    errors: ["400", "403", "408", "413", "503"]
  },
  {
    method: "get",
    path: "/rpc/ws",
    id: "rpc.socket",
    tag: "contract",
    summary: "Call by RPC over a WebSocket",
    description: "The same messages, for as long as the connection is open.",
    access: ["key", "session"],
    answers: { "101": { description: "The connection becomes a WebSocket." } },
    errors: ["403", "503"]
  },
  {
    method: "get",
    path: "/api/openapi.json",
    id: "api.document",
    tag: "contract",
    summary: "Read this document",
    description: "OpenAPI 3.1, written from the schemas that calls are checked with.",
    access: ["anyone"],
    answers: { "200": { description: "The document.", content: [{ type: "application/json" }] } },
    errors: []
  },
  {
    method: "get",
    path: "/api/docs",
    id: "api.page",
    tag: "contract",
    summary: "Read the calls as a page",
    description: "For people; it needs nothing else.",
    access: ["anyone"],
    answers: { "200": { description: "The page.", content: [html] } },
    errors: []
  }
]
