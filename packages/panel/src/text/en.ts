import { calendar } from "./en/calendar.ts"
import { now } from "./en/now.ts"
import { plan } from "./en/plan.ts"
import { release } from "./en/release.ts"
import { review } from "./en/review.ts"
import { shell } from "./en/shell.ts"
import { newPlan, slot } from "./en/slot.ts"
import { status } from "./en/status.ts"

export const en = { calendar, newPlan, now, plan, release, review, shell, slot, status }
