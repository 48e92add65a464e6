import { calendar } from "./de/calendar.ts"
import { now } from "./de/now.ts"
import { plan } from "./de/plan.ts"
import { release } from "./de/release.ts"
import { review } from "./de/review.ts"
import { shell } from "./de/shell.ts"
import { newPlan, slot } from "./de/slot.ts"
import { status } from "./de/status.ts"
import type { Words } from "./Text.ts"

export const de: Words = { calendar, newPlan, now, plan, release, review, shell, slot, status }
