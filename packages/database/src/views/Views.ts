import * as SqlClient from "@effect/sql/SqlClient"
import { Context, Effect, Layer } from "effect"
import { makeJobViews } from "./JobViews.ts"
import { makeOrgViews } from "./OrgViews.ts"
import { makePlanViews } from "./PlanViews.ts"
import { makeSystemViews } from "./SystemViews.ts"

const make = (sql: SqlClient.SqlClient) => {
  const jobs = makeJobViews(sql)
  return {
    ...makePlanViews(sql, jobs),
    ...makeOrgViews(sql),
    ...makeSystemViews(sql),
    jobs: jobs.jobs,
    job: jobs.job,
    jobWork: jobs.work
  }
}

/**
 * Everything people look at, read from the tables alone, so it is true also while every worker is down. Each query takes
 * the org it may look into; another org's row is never found.
 */
export class Views extends Context.Tag("@callsheet/database/Views")<Views, ReturnType<typeof make>>() {
  static readonly layer = Layer.effect(this, Effect.map(SqlClient.SqlClient, make))
}
