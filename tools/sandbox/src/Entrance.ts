import { createHash, timingSafeEqual } from "node:crypto"
import { bare, json, page, type WireAnswer } from "./Answer.ts"
import { errorPage } from "./ConsentPage.ts"
import { ownerOfUpload } from "./Upload.ts"
import type { Request, SandboxWorld } from "./World.ts"

/** What callers show besides the app's own credentials. Other accounts of the machine reach the port as well. */
export interface Proofs {
  /** For everything under /sandbox/ that no app could ask of TikTok. None: nobody may ask it over HTTP. */
  readonly control: string | null
  /** A part of the link to the consent page. None: the page opens without it. */
  readonly consent: string | null
}

/** The largest chunk TikTok takes is 128 MB. */
const CHUNK_BYTES = 134_217_728
const OTHER_BYTES = 1_048_576

const hashOf = (text: string) => createHash("sha256").update(text).digest()
const isSame = (given: string, wanted: string) => timingSafeEqual(hashOf(given), hashOf(wanted))

const consentPaths = new Set(["/v2/auth/authorize/", "/sandbox/consent"])
/** A browser loads them as parts of pages. They show a colour and nothing else. */
const isPicture = ({ method, path }: Request) => method === "GET" && /^\/sandbox\/(avatars|covers)\//.test(path)

const noCommands: WireAnswer = json(401, {
  message: "This sandbox takes no commands over HTTP.",
  remedy: "Start it with CALLSHEET_SANDBOX_TOKEN, and send that as Authorization: Bearer TOKEN."
})
const noToken: WireAnswer = json(401, {
  message: "Commands of the sandbox need its token.",
  remedy: "Send Authorization: Bearer TOKEN. `callsheet up` keeps it in sandbox.token in the data folder."
})

/** Refuses a request by its head, before its body is read: null lets it in. Nothing of a refused one is kept. */
export const refusalOf = ({ consent, control }: Proofs, request: Request): WireAnswer | null => {
  if (consentPaths.has(request.path)) {
    return consent === null || isSame(request.query.get("pass") ?? "", consent)
      ? null
      : page(403, errorPage("This link is not complete. Open the one that Callsheet shows for this connection."))
  }
  if (!request.path.startsWith("/sandbox/") || isPicture(request)) return null
  if (control === null) return noCommands
  const given = /^Bearer (\S{1,200})$/.exec(request.headers["authorization"] ?? "")?.[1] ?? ""
  return isSame(given, control) ? null : noToken
}

/** How much of a body is read, and what is said to a longer one: a whole chunk for an upload that was begun, else little. */
export const bodyLimit = (
  world: SandboxWorld,
  request: Request
): { readonly bytes: number; readonly beyond: WireAnswer } =>
  ownerOfUpload(world, request) !== null
    ? { bytes: CHUNK_BYTES, beyond: bare(400) }
    : { bytes: OTHER_BYTES, beyond: bare(request.path === "/upload" ? 404 : 400) }
