import { BrandKit } from "@callsheet/domain/org/BrandKit"
import * as SqlClient from "@effect/sql/SqlClient"
import { Context, Effect, Layer } from "effect"
import { type Kits, makeKits } from "./Kits.ts"

/** What an org's videos look like. */
export class BrandKits extends Context.Tag("@callsheet/database/BrandKits")<BrandKits, Kits<BrandKit>>() {
  static readonly layer = Layer.effect(
    this,
    Effect.map(SqlClient.SqlClient, (sql) => makeKits(sql, "brand_kit", "brand", BrandKit))
  )
}
