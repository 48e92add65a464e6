// Who is compared. `needs` names what must be there; `bundle` marks adapters in TypeScript that run this repository's own
// packages, bundled as the product's programs are; `node22` marks peers that refuse an older Node.

export const PEERS = {
  "by-hand": {
    adapter: "ByHand.mjs",
    variant: "each",
    plans: 4_000,
    skip: ["recovery", "recovery-alone"],
    asleep: 100_000
  },
  "by-hand-grouped": {
    adapter: "ByHand.mjs",
    variant: "grouped",
    plans: 16_000,
    skip: ["recovery", "recovery-alone", "alarms", "asleep", "growth"]
  },
  "by-hand-jobs": {
    adapter: "ByHandJobs.mjs",
    variant: "",
    plans: 4_000,
    skip: ["recovery", "recovery-alone", "latency", "alarms", "asleep", "growth"]
  },
  ours: {
    adapter: "Ours.ts",
    variant: "asked",
    bundle: true,
    plans: 24_000,
    asleep: 100_000,
    skip: ["recovery", "recovery-alone"]
  },
  "ours-jobs": {
    adapter: "Ours.ts",
    variant: "jobs",
    bundle: true,
    plans: 4_000,
    skip: ["latency", "alarms", "asleep"]
  },
  stock: { adapter: "Stock.ts", variant: "", bundle: true, plans: 800, asleep: 5_000, skip: ["growth"] },
  dbos: {
    adapter: "Dbos.mjs",
    variant: "",
    needs: "@dbos-inc/dbos-sdk",
    plans: 2_000,
    asleep: 10_000,
    skip: ["growth"]
  },
  "pg-boss": {
    adapter: "PgBoss.mjs",
    variant: "",
    needs: "pg-boss",
    node22: true,
    plans: 2_000,
    latency: 40,
    skip: ["asleep", "growth"]
  },
  "pg-boss-notify": {
    adapter: "PgBoss.mjs",
    variant: "notify",
    needs: "pg-boss",
    node22: true,
    plans: 2_000,
    asleep: 100_000,
    skip: ["growth"]
  },
  graphile: {
    adapter: "Graphile.mjs",
    variant: "",
    needs: "graphile-worker",
    node22: true,
    plans: 800,
    skip: ["asleep", "growth"]
  },
  restate: {
    adapter: "Restate.mjs",
    variant: "",
    needs: "@restatedev/restate-server-linux-x64",
    node22: true,
    restate: true,
    plans: 1_500,
    asleep: 10_000,
    skip: ["growth"]
  },
  "restate-run": {
    adapter: "Restate.mjs",
    variant: "run",
    needs: "@restatedev/restate-server-linux-x64",
    node22: true,
    restate: true,
    plans: 2_000,
    skip: ["latency", "alarms", "recovery", "recovery-alone", "asleep", "growth"]
  },
  bullmq: {
    adapter: "BullMq.mjs",
    variant: "",
    needs: "bullmq",
    redis: true,
    plans: 4_000,
    asleep: 50_000,
    skip: ["growth"]
  }
}
