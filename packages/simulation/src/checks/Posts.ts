import type { Plan } from "@callsheet/domain/plan/Plan"
import type { Wish } from "../people/Person.ts"
import type { Evidence } from "./Promises.ts"

/** TikTok's books against the plans: how often each was posted, and with what. */
export const postsAreRight = ({ person, world }: Evidence, breach: (what: string) => void): void => {
  const { books } = world.sandbox
  const received = new Map(books.of("received").map((entry) => [entry.publishId, entry.sha256]))
  const deliveries = [...books.of("post"), ...books.of("inbox")]
  const planOf = new Map<string, string>()
  for (const event of world.tables.events) {
    if (event.tag !== "PublicationOpened" || event.planId === null) continue
    planOf.set(JSON.parse(event.body).publication.publishId, event.planId)
  }
  const byPlan = new Map<string, Array<(typeof deliveries)[number]>>()
  for (const delivery of deliveries) {
    const plan = planOf.get(delivery.publishId)
    if (plan === undefined) breach(`${delivery.publishId} is on TikTok and belongs to no plan`)
    else byPlan.set(plan, [...(byPlan.get(plan) ?? []), delivery])
  }
  for (const wish of person.wishes) {
    const status = person.statusOf(wish)
    const posted = byPlan.get(wish.id) ?? []
    if (posted.length > 1) breach(`plan ${wish.id} was posted ${posted.length} times`)
    if (status === "tracked" && posted.length === 0) breach(`plan ${wish.id} is tracked and nothing was posted`)
    if (wish.released && !wish.givenUp && status !== "tracked") {
      breach(`plan ${wish.id} was released, TikTok answers, and it is ${status}`)
    }
    const [post] = posted
    const plan = planIn(world, wish)
    if (post !== undefined && plan !== null) asReleased(post, received.get(post.publishId), plan, breach)
  }
}

const planIn = (world: Evidence["world"], wish: Wish): Plan | null => {
  const row = world.tables.actors.get(wish.id)
  return row === undefined ? null : JSON.parse(row.state)
}

/** What was posted is what was released: the same bytes under the same settings. */
const asReleased = (
  post: {
    readonly publishId: string
    readonly post?: { readonly privacyLevel: string; readonly title: string } | null
  },
  sha256: string | undefined,
  { id, status }: Plan,
  breach: (what: string) => void
): void => {
  const facts = status._tag === "failed" || status._tag === "needs_attention" ? status.resume : status
  if (!("release" in facts)) {
    return breach(`plan ${id} was posted as ${post.publishId} and holds no release (${status._tag})`)
  }
  const { release, reviewed } = facts
  if (sha256 !== release.sha256) breach(`plan ${id}: posted bytes ${sha256}, released ${release.sha256}`)
  if (post.post === undefined || post.post === null) return
  if (post.post.privacyLevel !== release.settings.privacy) {
    breach(`plan ${id}: posted ${post.post.privacyLevel}, released ${release.settings.privacy}`)
  }
  if (post.post.title !== reviewed.caption) breach(`plan ${id}: the caption posted is not the one released`)
}
