import { GuestAnswer, ReviewPage } from "@callsheet/domain/api/calls/review"
import { Schema } from "effect"
import { t } from "../text/Text.ts"
import { Refusal, refused } from "./Wire.ts"

/** The token of the address; null where it is another page. */
export const guestToken = (path: string): string | null => /^\/review\/([^/]+)$/.exec(path)?.[1] ?? null

const Told = Schema.Struct({
  error: Schema.Struct({ tag: Schema.String, message: Schema.String, remedy: Schema.String })
})
const decodePage = Schema.decodeUnknownSync(ReviewPage)
const isTold = Schema.is(Told)
const encodeAnswer = Schema.encodeSync(GuestAnswer)

const answered = async (asked: Promise<Response>): Promise<ReviewPage> => {
  const response = await asked.catch(() => null)
  if (response === null) throw new Refusal("Offline", t.guest.unreachable, t.guest.unreachableNote)
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return decodePage(body)
  throw isTold(body)
    ? refused(body.error.tag, body.error)
    : new Refusal("ServerFault", t.guest.unreachable, t.guest.unreachableNote)
}

export const readGuestPage = (token: string): Promise<ReviewPage> => answered(fetch(`/v1/review/${token}`))

export const sendGuestAnswer = (token: string, answer: GuestAnswer): Promise<ReviewPage> =>
  answered(fetch(`/v1/review/${token}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(encodeAnswer(answer))
  }))
