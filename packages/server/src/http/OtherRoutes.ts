import { browser } from "./routes/BrowserRoutes.ts"
import { contract } from "./routes/ContractRoutes.ts"
import { files } from "./routes/FileRoutes.ts"
import { guests } from "./routes/GuestRoutes.ts"
import { operations } from "./routes/OperationRoutes.ts"
import type { OtherRoute } from "./routes/OtherRoute.ts"
import { tiktok } from "./routes/TikTokRoutes.ts"

/** Every route of the server besides calls and the panel's pages. */
export const otherRoutes: ReadonlyArray<OtherRoute> = [
  ...files,
  ...guests,
  ...browser,
  ...tiktok,
  ...operations,
  ...contract
]
