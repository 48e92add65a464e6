import { createHash } from "node:crypto"
import type { Creator, PrivacyLevel } from "./Records.ts"

const creator = (username: string, nickname: string, bio: string, rest: Partial<Creator> = {}): Creator => ({
  username,
  nickname,
  bio,
  privateAccount: false,
  commentDisabled: false,
  duetDisabled: false,
  stitchDisabled: false,
  maxVideoSeconds: 600,
  followers: 1_200,
  banned: false,
  ...rest
})

export const standardCreators: ReadonlyArray<Creator> = [
  creator("sunny.kitchen", "Sunny Kitchen", "Small meals, big spoons.", { followers: 18_400 }),
  creator("nordlicht.tv", "Nordlicht TV", "Wind, Watt und weite Wege.", { privateAccount: true, maxVideoSeconds: 300 }),
  creator("stadt.werk", "Stadtwerk", "How a city is made.", {
    duetDisabled: true,
    maxVideoSeconds: 180,
    followers: 5_310
  })
]

/** A creator with everything allowed except what is said. */
export const newCreator = (username: string, rest: Partial<Creator>): Creator =>
  creator(username, rest.nickname ?? username, rest.bio ?? "", { ...rest, username })

const digest = (text: string): string => createHash("sha256").update(text).digest("base64url")

/** Per creator and app. Begins with a dash, as real ones do. */
export const openIdOf = (clientKey: string, username: string): string =>
  `-000${digest(`${clientKey} ${username}`).slice(0, 36)}`

/** The same for all apps of a developer. */
export const unionIdOf = (username: string): string => digest(`union ${username}`).slice(0, 36)

export const privacyOptions = (creator: Creator): ReadonlyArray<PrivacyLevel> =>
  creator.privateAccount
    ? ["FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]
    : ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]
