import { visitorOf } from "@callsheet/process/Addresses"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import { Effect } from "effect"
import type { ServerSettings } from "../Config.ts"
import { makeAttempts, type Visit } from "./Visit.ts"
import { makeWebSockets, type WebSocketVisit } from "./WebSockets.ts"

type Request = HttpServerRequest.HttpServerRequest

/** What each request of one server meets before it is looked at: the limits of its address and, for WebSockets, of itself. */
export const makeDoor = ({ proxies = new Set() }: Pick<ServerSettings, "proxies">) =>
  Effect.map(makeWebSockets, (webSockets) => {
    const attempts = makeAttempts()
    return (request: Request): { readonly visit: Visit["Type"]; readonly request: Request } => {
      const { remoteAddress = "" } = NodeHttpServerRequest.toIncomingMessage(request).socket
      const address = visitorOf(remoteAddress, request.headers["x-forwarded-for"], proxies)
      const socket: WebSocketVisit = { proof: null, onProved: () => undefined }
      return {
        visit: {
          knock: attempts.knock(address),
          mayTry: attempts.mayTry(address),
          failed: attempts.failed(address),
          proved: (proof) =>
            Effect.sync(() => {
              if (socket.proof === null) socket.onProved()
              socket.proof = proof
            })
        },
        request: Object.create(request, { upgrade: { value: webSockets(request, socket) } })
      }
    }
  })

export type Door = Effect.Effect.Success<ReturnType<typeof makeDoor>>
