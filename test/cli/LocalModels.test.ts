import { localModels, type LocalModelServer, writer } from "@callsheet/cli/doctor/LocalModels"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** A program on a port of this machine that answers every request in its way. */
const standIn = (answer: (path: string, response: ServerResponse) => void) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(async () => {
        const http = createServer((request, response) => answer(request.url ?? "", response))
        await new Promise<void>((done) => http.listen(0, "127.0.0.1", done))
        return http
      }),
      (http) =>
        Effect.promise(async () => {
          http.closeAllConnections()
          await new Promise<void>((done) => http.close(() => done()))
        })
    ),
    (http) => (http.address() as AddressInfo).port
  )

const json = (body: unknown) => (_path: string, response: ServerResponse) => {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body))
}

const [ollama, studio, llama] = localModels as unknown as readonly [
  LocalModelServer,
  LocalModelServer,
  LocalModelServer
]
const on = (server: LocalModelServer, port: number): LocalModelServer => ({ ...server, port })
const model = (id: string, owned_by: string) => ({ id, object: "model", owned_by })

describe("language models on this machine", () => {
  it.scoped("Ollama, LM Studio and llama.cpp are found by what they answer, and the line to set is printed", () =>
    Effect.gen(function*() {
      const tags = { models: [{ name: "nomic-embed-text:latest", digest: "a" }, { name: "qwen3:8b", digest: "b" }] }
      const servers = [
        on(ollama, yield* standIn(json(tags))),
        on(studio, yield* standIn(json({ object: "list", data: [model("gemma-3", "organization_owner")] }))),
        on(llama, yield* standIn(json({ object: "list", data: [model("/models/q4.gguf", "llamacpp")] })))
      ]
      const found = yield* writer(servers)
      assert.deepStrictEqual(found.map(({ what }) => what), [
        `Ollama runs on port ${servers[0]!.port} with one model.`,
        `LM Studio runs on port ${servers[1]!.port} with one model.`,
        `llama.cpp runs on port ${servers[2]!.port} with one model.`
      ])
      assert.include(
        found[0]?.remedy,
        `CALLSHEET_LLM_URL=http://127.0.0.1:${servers[0]!.port}/v1 CALLSHEET_LLM_MODEL=qwen3:8b`
      )
      assert.include(found[2]?.remedy, "CALLSHEET_LLM_MODEL=/models/q4.gguf")
    }))

  it.scoped(
    "another program on the port, an error, a page, and silence are not taken for one",
    () =>
      Effect.gen(function*() {
        const ports = yield* Effect.all([
          standIn(json({ hello: "world" })),
          standIn((_path, response) => {
            response.writeHead(500).end()
          }),
          standIn((_path, response) => {
            response.writeHead(200, { "content-type": "text/html" }).end("<p>Hello</p>")
          }),
          standIn((_path, response) => {
            response.writeHead(302, { location: "https://example.org/" }).end()
          }),
          // Says nothing at all.
          standIn(() => undefined),
          standIn(json({ object: "list", data: [model("x", "somebody")] }))
        ])
        const found = yield* writer([
          ...ports.map((port) => on(llama, port)),
          on(ollama, ports[0]),
          on(studio, ports[2])
        ])
        assert.deepStrictEqual(found.map(({ what }) => what), [
          "The rules write scripts from notes; no model is named."
        ])
      }),
    30_000
  )

  it.scoped("a server without a model that writes says so", () =>
    Effect.gen(function*() {
      const [found] = yield* writer([on(ollama, yield* standIn(json({ models: [] })))])
      assert.include(found?.what, "has no model that writes")
    }))
})
