import type { Evidence } from "./Promises.ts"

/** TikTok's books against the plans: how often each was posted. */
export const postsAreRight = ({ person, world }: Evidence, breach: (what: string) => void): void => {
  const { books } = world.sandbox
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
    if ((status === "cancelled" || status === "rejected") && posted.length > 0) {
      breach(`plan ${wish.id} is ${status}, and its video is on TikTok`)
    }
    if (status === "tracked" && posted.length === 0) breach(`plan ${wish.id} is tracked and nothing was posted`)
    if (wish.released && !wish.givenUp && status !== "tracked") {
      breach(`plan ${wish.id} was released, TikTok answers, and it is ${status}`)
    }
  }
}
