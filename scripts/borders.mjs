// Who may import whom, and why: the one table. `node scripts/borders.mjs` writes it into .oxlintrc.json, where it is a lint
// rule; test/setup/Borders.test.ts holds the two together and shows that each border holds.
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(fileURLToPath(import.meta.url), "../..")

/** What touches the world outside the process. */
const inputAndOutput = [
  "node:*",
  "fs",
  "path",
  "pg",
  "@effect/platform-node",
  "@effect/platform-node/**",
  "@effect/sql",
  "@effect/sql/**",
  "@effect/sql-pg",
  "@effect/sql-pg/**"
]

/**
 * Each room with the packages of ours it may import; all others are refused. `because` is what the linter says.
 * A new package gets its line here, or nothing of ours may be imported in it.
 */
export const borders = {
  "packages/domain": {
    may: [],
    never: inputAndOutput,
    because: "The domain is pure: machines, facts, planning, contract. It imports nothing of ours and does no I/O."
  },
  "packages/process": {
    may: ["domain"],
    because: "process is how every program starts, logs, measures and stops; it knows the domain's words only."
  },
  "packages/database": {
    may: ["domain", "process", "embedded-postgres"],
    because: "database holds every statement. It knows the domain, its settings, and where an embedded server listens."
  },
  "packages/actors": {
    may: ["domain", "database"],
    because: "actors decide with the domain and commit with the database."
  },
  "packages/studio": {
    may: ["domain", "process"],
    because:
      "The studio makes files from scripts. It knows no actor, no TikTok and no database: it buys and stores by ports."
  },
  "packages/tiktok": {
    may: ["domain", "process"],
    because: "tiktok is TikTok's wire contract and its settings, used by server and worker alike."
  },
  "packages/library": {
    may: ["domain", "process"],
    because: "library keeps the files that orgs bring. What is known of them stands in the database."
  },
  "packages/worker": {
    may: ["domain", "database", "actors", "studio", "tiktok", "library", "process"],
    because: "The worker executes jobs with the studio and TikTok, and reports to actors. It never serves callers."
  },
  "packages/server": {
    may: ["domain", "database", "actors", "tiktok", "library", "process"],
    because: "The server is the front door: it asks actors and views, and executes nothing itself."
  },
  "packages/client": {
    may: ["domain", "process"],
    because: "client is how our own programs talk to a server and to a person at a terminal."
  },
  "packages/cli": {
    may: ["domain", "process", "client", "database", "studio", "stack", "demo", "drill", "audit"],
    because:
      "The CLI talks to a server through client, or to the database and the voices where they stand. It runs the others as processes."
  },
  "tools/samples": {
    may: ["domain", "studio"],
    because: "The samples show what the studio makes of scripts, and nothing else."
  },
  "packages/panel": {
    may: ["domain"],
    because: "The panel is a browser's client: it knows the contract and nothing behind it."
  },
  "tools/sandbox": {
    may: [],
    because: "The sandbox knows TikTok's contract and nothing of ours."
  },
  "tools/embedded-postgres": {
    may: ["domain"],
    because: "embedded-postgres runs a PostgreSQL server; what is stored in it is not its concern."
  },
  "tools/stack": {
    may: ["domain", "process", "client", "database", "actors", "embedded-postgres"],
    because: "The stack starts and supervises the programs of one machine as processes."
  },
  "tools/demo": {
    may: ["domain", "client", "stack"],
    because: "The demo drives a stack as a user would."
  },
  "tools/audit": {
    may: ["domain", "client", "studio"],
    because: "The audit walks the panel as a reviewer would and encodes what it saw."
  },
  "tools/drill": {
    may: ["domain", "client", "database", "stack", "demo"],
    because: "The drill breaks a stack from outside and reads what became of it."
  },
  "tools/simulation": {
    may: ["domain", "database", "actors", "studio", "tiktok", "worker", "process", "sandbox"],
    because:
      "The simulation runs actors, jobs and the sandbox in one process; front door and command line are not part of it."
  }
}

const override = ([room, { because, may, never = [] }]) => {
  const own = room.split("/")[1]
  const allowed = [own, ...may].map((name) => `!@callsheet/${name}/**`)
  return {
    files: [`${room}/**`],
    rules: {
      "no-restricted-imports": ["error", {
        patterns: [
          { group: ["@callsheet/**", ...allowed], message: because },
          ...(never.length > 0 ? [{ group: never, message: because }] : [])
        ]
      }]
    }
  }
}

/** The linter's configuration with these borders in it. */
export const withBorders = (config) => ({ ...config, overrides: Object.entries(borders).map(override) })

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(root, ".oxlintrc.json")
  writeFileSync(file, `${JSON.stringify(withBorders(JSON.parse(readFileSync(file, "utf8"))), null, 2)}\n`)
}
