const adjectives = [
  "quiet",
  "loud",
  "golden",
  "frozen",
  "hidden",
  "tiny",
  "old",
  "wild",
  "striped",
  "electric"
] as const
const things = [
  "kettle",
  "lighthouse",
  "bicycle",
  "orchard",
  "violin",
  "ferry",
  "bakery",
  "glacier",
  "robot",
  "market"
] as const
const views = ["at dawn", "under water", "in ten steps", "for beginners", "without money", "after midnight"] as const

/** What the plan of this number is about; no two plans are about the same thing. */
export const topicOf = (n: number): string => {
  const adjective = adjectives[n % adjectives.length]
  const thing = things[Math.floor(n / adjectives.length) % things.length]
  const view = views[Math.floor(n / (adjectives.length * things.length)) % views.length]
  return `the ${adjective} ${thing} ${view}, part ${n}`
}

/** What the plan of this number says; two plans share no sentence. */
export const notesOf = (n: number): string => {
  const word = (place: number) => `${things[(n + place) % things.length]}${(n * 31 + place).toString(36)}`
  return Array.from(
    { length: 4 },
    (_, line) => `- ${Array.from({ length: 7 }, (_, place) => word(line * 7 + place)).join(" ")} in plan ${n}.`
  ).join("\n")
}
