import { encodeId } from "@callsheet/domain/Ids"
import { randomBytes } from "node:crypto"

/** What a payload can name. A new kind of id that a call takes needs a line here, and the tests say so. */
export interface Things {
  readonly OrgId: string
  readonly AccountId: string
  readonly PlanId: string
  readonly AssetId: string
  readonly JobId: string
  readonly KeyId: string
  readonly SessionId: string
  readonly ReviewLinkId: string
  readonly MediaId: string
  readonly UploadId: string
  /** A font of the library, by its id. */
  readonly font: string
  /** A picture of the library, by its hash. */
  readonly file: string
  /** An audio file of the library, by its hash. */
  readonly music: string
  /** The version of the plan; names nothing. */
  readonly version: string
  /** Names an attempt to connect an account. */
  readonly state: string
  /** A preset, by its name. */
  readonly preset: string
  readonly worker: string
  readonly username: string
  /** The hash of a finished video. */
  readonly sha256: string
}
export type Kind = keyof Things

export const fresh = (prefix: string) => encodeId(prefix, Date.now(), randomBytes(10))

/** Ids of the right form that nothing has. */
export const nowhere = (): Things => ({
  OrgId: fresh("org"),
  AccountId: fresh("acc"),
  PlanId: fresh("pln"),
  AssetId: fresh("ast"),
  JobId: `job_${900_000_000 + randomBytes(3).readUIntBE(0, 3)}`,
  KeyId: fresh("key"),
  SessionId: fresh("ses"),
  ReviewLinkId: fresh("rvl"),
  MediaId: fresh("med"),
  UploadId: fresh("upl"),
  font: fresh("med"),
  file: randomBytes(32).toString("hex"),
  music: randomBytes(32).toString("hex"),
  version: "0",
  preset: `preset ${randomBytes(8).toString("hex")}`,
  state: randomBytes(24).toString("base64url"),
  worker: `worker-${randomBytes(4).toString("hex")}`,
  username: `nobody.${randomBytes(4).toString("hex")}`,
  sha256: randomBytes(32).toString("hex")
})
