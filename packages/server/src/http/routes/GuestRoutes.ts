import { GuestAnswer, ReviewPage } from "@callsheet/domain/api/calls/review"
import { type OtherRoute, pathParameter } from "./OtherRoute.ts"

const token = pathParameter("token", "The secret part of the review link.")
const reviewPage = { description: "What the page shows.", content: [{ type: "application/json", schema: ReviewPage }] }

export const guests: ReadonlyArray<OtherRoute> = [
  {
    method: "get",
    path: "/v1/review/{token}",
    id: "review.page",
    tag: "guests",
    summary: "Read what a review link shows",
    description: "The link itself is the permission; `review.link` makes it.",
    access: ["anyone"],
    parameters: [token],
    answers: { "200": reviewPage },
    errors: ["404", "409", "503"]
  },
  {
    method: "post",
    path: "/v1/review/{token}",
    id: "review.answer",
    tag: "guests",
    summary: "Answer as a guest",
    description: "Approve, reject or comment. The answer is about what `seen` names, and nothing else.",
    access: ["anyone"],
    parameters: [token],
    body: { type: "application/json", schema: GuestAnswer },
    answers: { "200": reviewPage },
    errors: ["404", "409", "413", "422", "503"]
  }
]
