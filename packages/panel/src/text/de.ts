import { accounts } from "./de/accounts.ts"
import { analytics } from "./de/analytics.ts"
import { brand } from "./de/brand.ts"
import { calendar } from "./de/calendar.ts"
import { events } from "./de/events.ts"
import { firstRun } from "./de/firstRun.ts"
import { guest } from "./de/guest.ts"
import { imports } from "./de/imports.ts"
import { jobs } from "./de/jobs.ts"
import { keys } from "./de/keys.ts"
import { library } from "./de/library.ts"
import { now } from "./de/now.ts"
import { plan } from "./de/plan.ts"
import { presets } from "./de/presets.ts"
import { release } from "./de/release.ts"
import { review } from "./de/review.ts"
import { server } from "./de/server.ts"
import { settings } from "./de/settings.ts"
import { shell } from "./de/shell.ts"
import { newPlan, slot } from "./de/slot.ts"
import { status } from "./de/status.ts"
import { steps } from "./de/steps.ts"
import { usage } from "./de/usage.ts"
import { voices } from "./de/voices.ts"
import { workers } from "./de/workers.ts"
import type { Words } from "./Text.ts"

export const de: Words = {
  accounts,
  analytics,
  brand,
  calendar,
  events,
  firstRun,
  guest,
  imports,
  jobs,
  keys,
  library,
  newPlan,
  now,
  plan,
  presets,
  release,
  review,
  server,
  settings,
  shell,
  slot,
  status,
  steps,
  usage,
  voices,
  workers
}
