import { VoiceKit } from "@callsheet/domain/org/VoiceKit"
import * as SqlClient from "@effect/sql/SqlClient"
import { Context, Effect, Layer } from "effect"
import { type Kits, makeKits } from "./Kits.ts"

/** How an org's videos speak. */
export class VoiceKits extends Context.Tag("@callsheet/database/VoiceKits")<VoiceKits, Kits<VoiceKit>>() {
  static readonly layer = Layer.effect(
    this,
    Effect.map(SqlClient.SqlClient, (sql) => makeKits(sql, "voice_kit", "voice", VoiceKit))
  )
}
