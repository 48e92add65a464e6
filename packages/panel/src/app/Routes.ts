import type { Role } from "@callsheet/domain/api/Role"
import { approvers, everyKey, everyone } from "@callsheet/domain/api/Role"
import type { ComponentType } from "preact"
import { mayOpen } from "../data/Roles.ts"
import type { IconName } from "../ui/Icon.tsx"

export interface PageProps {
  /** What stands in the place of `:id`. */
  readonly id: string
  readonly search: URLSearchParams
}

type Page = ComponentType<PageProps>

export interface Route {
  /** `:id` takes one part of the path. */
  readonly path: string
  /** Its word in the rail is `t.shell.places[place]`; a route that continues a place stands under it. */
  readonly place:
    | "now"
    | "calendar"
    | "review"
    | "accounts"
    | "library"
    | "analytics"
    | "usage"
    | "import"
    | "jobs"
    | "workers"
    | "settings"
  /** Where it stands in the rail; absent for routes that are reached from others. */
  readonly rail?: { readonly icon: IconName; readonly group: "main" | "operate"; readonly tab?: boolean }
  /** The letter after G. */
  readonly key?: string
  readonly roles: ReadonlyArray<Role>
  readonly load: () => Promise<{ readonly default: Page }>
}

/** Every page. A page is a file in `pages` with a default export, and one line here; it is loaded when it is opened. */
export const routes: ReadonlyArray<Route> = [
  {
    path: "/now",
    place: "now",
    rail: { icon: "now", group: "main", tab: true },
    key: "n",
    roles: everyone,
    load: () => import("../pages/NowPage.tsx")
  },
  {
    path: "/calendar",
    place: "calendar",
    rail: { icon: "calendar", group: "main", tab: true },
    key: "c",
    roles: everyone,
    load: () => import("../pages/CalendarPage.tsx")
  },
  {
    path: "/review",
    place: "review",
    rail: { icon: "inbox", group: "main", tab: true },
    key: "r",
    roles: everyone,
    load: () => import("../pages/ReviewPage.tsx")
  },
  {
    path: "/accounts",
    place: "accounts",
    rail: { icon: "users", group: "main", tab: true },
    key: "a",
    roles: everyone,
    load: () => import("../pages/AccountsPage.tsx")
  },
  {
    path: "/library",
    place: "library",
    rail: { icon: "film", group: "main" },
    key: "l",
    roles: everyone,
    load: () => import("../pages/LibraryPage.tsx")
  },
  {
    path: "/analytics",
    place: "analytics",
    rail: { icon: "analytics", group: "main" },
    key: "y",
    roles: everyone,
    load: () => import("../pages/AnalyticsPage.tsx")
  },
  {
    path: "/usage",
    place: "usage",
    rail: { icon: "usage", group: "main" },
    key: "u",
    roles: everyone,
    load: () => import("../pages/UsagePage.tsx")
  },
  {
    path: "/import",
    place: "import",
    rail: { icon: "upload", group: "operate" },
    roles: everyone,
    load: () => import("../pages/ImportPage.tsx")
  },
  {
    path: "/jobs",
    place: "jobs",
    rail: { icon: "list", group: "operate" },
    roles: everyone,
    load: () => import("../pages/JobsPage.tsx")
  },
  {
    path: "/workers",
    place: "workers",
    rail: { icon: "server", group: "operate" },
    roles: everyKey,
    load: () => import("../pages/WorkersPage.tsx")
  },
  {
    path: "/settings",
    place: "settings",
    rail: { icon: "settings", group: "operate" },
    roles: everyone,
    load: () => import("../pages/SettingsPage.tsx")
  },
  { path: "/library/brand", place: "library", roles: everyone, load: () => import("../pages/BrandPage.tsx") },
  { path: "/library/voices", place: "library", roles: everyone, load: () => import("../pages/VoicesPage.tsx") },
  { path: "/library/presets", place: "library", roles: everyone, load: () => import("../pages/PresetsPage.tsx") },
  { path: "/plans/:id", place: "calendar", roles: everyone, load: () => import("../pages/PlanPage.tsx") },
  { path: "/plans/:id/release", place: "review", roles: approvers, load: () => import("../pages/ReleasePage.tsx") }
]

export interface Found {
  readonly route: Route
  readonly id: string
}

/** Where a role begins: the first place that is open to it. */
const home = (): string => routes.find(({ rail, roles }) => rail !== undefined && mayOpen(roles))?.path ?? ""

/** The route of a path, no matter who asks. */
export const routeAt = (path: string): Found | null => {
  const parts = path.split("/")
  for (const route of routes) {
    const pattern = route.path.split("/")
    if (pattern.length !== parts.length) continue
    if (!pattern.every((part, index) => part === ":id" || part === parts[index])) continue
    return { route, id: decodeURIComponent(parts[pattern.indexOf(":id")] ?? "") }
  }
  return null
}

/** The route of a path; `/` is where the role begins. */
export const routeOf = (path: string): Found | null => routeAt(path === "/" ? home() : path)
