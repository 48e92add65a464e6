import { SANDBOX_BANNER } from "@callsheet/process/Mode"
import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Path from "@effect/platform/Path"
import { Effect, Option } from "effect"
import { ServerConfig, type ServerSettings } from "../Config.ts"
import { page } from "./Html.ts"
import { builtPanel, panelFile, type PanelFiles, readPanel } from "./PanelFiles.ts"

type Request = HttpServerRequest.HttpServerRequest

/** The panel's own pages: whichever is opened first, the same document finds its way by the address. */
export const panelPages = [
  "/",
  "/now",
  "/calendar",
  "/review",
  "/review/:token",
  "/accounts",
  "/library",
  "/library/brand",
  "/library/presets",
  "/library/voices",
  "/analytics",
  "/usage",
  "/import",
  "/jobs",
  "/workers",
  "/settings",
  "/sign-in",
  "/plans/:id",
  "/plans/:id/release"
] as const

const notBuilt = (mode: ServerSettings["mode"]) =>
  page({
    title: "Callsheet",
    banner: mode === "sandbox" ? SANDBOX_BANNER : null,
    status: 503,
    body: `<h1>The panel is not built</h1>
<p>The server runs without its panel. Build it and start the server again:</p><pre>npm run build</pre>
<p><a href="/api/docs">Calls over HTTP</a></p>`
  })

/** The document as it is sent: it says in which mode it runs before its first script does, and without any. */
const inMode = (mode: ServerSettings["mode"]) => (html: string) =>
  html
    .replace("data-mode=\"\"", `data-mode="${mode}"`)
    .replace("<!--banner-->", mode === "sandbox" ? `<noscript><p>${SANDBOX_BANNER}</p></noscript>` : "")

const pathOf = (request: Request) => request.url.split("?", 1)[0] ?? "/"

/** `/` and every page of the panel, and the files they load. */
export const panel = HttpLayerRouter.use((router) =>
  Effect.gen(function*() {
    const { mode, panelDir = builtPanel() } = yield* ServerConfig
    const missing = notBuilt(mode)
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const files: PanelFiles = panelDir === undefined
      ? new Map()
      : yield* Effect.orDie(readPanel(fs, path, panelDir, inMode(mode)))
    const document = (request: Request) =>
      Effect.succeed(Option.getOrElse(panelFile(files, "/index.html", request), () => missing))
    for (const at of panelPages) yield* router.add("GET", at, document)
    for (const name of files.keys()) {
      if (name === "/index.html") continue
      yield* router.add("GET", name as `/${string}`, (request: Request) =>
        Effect.succeed(Option.getOrElse(panelFile(files, pathOf(request), request), () =>
          missing)))
    }
  })
)
