import { databaseUrl } from "@callsheet/database/Database"
import { Context, Layer, type Redacted } from "effect"

/** The one address that pool, listeners and liveness session of this process share. */
export class DatabaseUrl
  extends Context.Tag("@callsheet/worker/DatabaseUrl")<DatabaseUrl, Redacted.Redacted<string>>()
{
  static readonly layer = Layer.scoped(this, databaseUrl)
}
