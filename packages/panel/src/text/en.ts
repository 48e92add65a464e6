import { accounts } from "./en/accounts.ts"
import { analytics } from "./en/analytics.ts"
import { brand } from "./en/brand.ts"
import { calendar } from "./en/calendar.ts"
import { events } from "./en/events.ts"
import { firstRun } from "./en/firstRun.ts"
import { guest } from "./en/guest.ts"
import { imports } from "./en/imports.ts"
import { jobs } from "./en/jobs.ts"
import { keys } from "./en/keys.ts"
import { library } from "./en/library.ts"
import { now } from "./en/now.ts"
import { plan } from "./en/plan.ts"
import { presets } from "./en/presets.ts"
import { release } from "./en/release.ts"
import { review } from "./en/review.ts"
import { server } from "./en/server.ts"
import { settings } from "./en/settings.ts"
import { shell } from "./en/shell.ts"
import { newPlan, slot } from "./en/slot.ts"
import { status } from "./en/status.ts"
import { steps } from "./en/steps.ts"
import { usage } from "./en/usage.ts"
import { voices } from "./en/voices.ts"
import { workers } from "./en/workers.ts"

export const en = {
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
