/** Every kind of actor. A new kind does not compile until `ActorKinds.ts` says what it is made of. */
export const actorKindNames = ["plan", "asset", "account", "org"] as const
export type ActorKindName = typeof actorKindNames[number]
