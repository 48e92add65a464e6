import type { ApiError, Fault } from "@callsheet/domain/api/ApiError"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { apiClient, ApiStage, newAccount, newOrg } from "../support/ApiStage.ts"

const desk = Effect.gen(function*() {
  const client = yield* apiClient
  const { orgId, owner } = yield* newOrg()
  const accountId = yield* newAccount(orgId, "sunny.kitchen")
  const take = (
    content: string,
    more: {
      readonly format?: "csv" | "ics" | "json"
      readonly key?: string
      readonly spread?: string
      readonly dryRun?: boolean
      readonly account?: string
      readonly time?: string
      readonly dates?: "dmy" | "mdy"
    } = {}
  ) => client("plan.import", { orgId, format: "csv", content, ...more }, owner)
  const plans = Effect.map(client("plan.list", {}, owner), (page) => page.plans)
  return { client, orgId, owner, accountId, take, plans }
})

const faults = (error: ApiError): ReadonlyArray<Fault> => {
  assert.strictEqual(error._tag, "InvalidInput")
  return "faults" in error ? error.faults : []
}

/** A day two weeks ahead, so that no test grows old. */
const day = (ahead = 14) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)

layer(ApiStage, { excludeTestServices: true, timeout: "60 seconds" })("Calendars as files", (it) => {
  it.scoped("a CSV becomes plans, with every column in its place", () =>
    Effect.gen(function*() {
      const { accountId, take } = yield* desk
      const { feasibility, plans } = yield* take(
        "\uFEFFtopic;account;at;timezone;privacy;delivery;script;language;hashtags;allow_comment;brand_organic\r\n" +
          `"Coffee; tea";@Sunny.Kitchen;${day()}T18:00;America/New_York;SELF_ONLY;inbox;"A hook\n` +
          `One beat\nFollow for more";de;#tea coffee;yes;true\r\n` +
          `Second;${accountId};${day()}T08:15Z;;;;;;;;\r\n`
      )
      const [first, second] = plans
      assert.strictEqual(first?.topic, "Coffee; tea")
      assert.strictEqual(first?.accountId, accountId)
      assert.strictEqual(first?.timeZone, "America/New_York")
      assert.include([22, 23], new Date(first!.slot).getUTCHours())
      assert.strictEqual(first?.privacy, "SELF_ONLY")
      assert.strictEqual(first?.delivery, "inbox")
      assert.strictEqual(first?.language, "de")
      assert.deepStrictEqual(first?.hashtags, ["tea", "coffee"])
      assert.isTrue(first?.settings.allowComment && first.settings.brandOrganic && !first.settings.allowDuet)
      assert.strictEqual(second?.slot, `${day()}T08:15:00.000Z`)
      assert.strictEqual(second?.timeZone, "Europe/Berlin")
      assert.deepStrictEqual(feasibility.map(({ row }) => row), [2, 3])
    }))

  it.scoped("all faults of all rows are named by row and column, and nothing is stored", () =>
    Effect.gen(function*() {
      const { accountId, owner, client, plans, take } = yield* desk
      const sql = yield* SqlClient.SqlClient
      const before = yield* sql<{ count: number }>`SELECT count(*)::int AS count FROM actor`
      const error = yield* Effect.flip(take(
        "topic,account,at,privacy,delivery,allow_duet,script\n" +
          `Good,${accountId},${day()}T10:00Z,,,,\n` +
          `,@nobody,${day()}T10:00Z,PUBLIC,post,maybe,\n` +
          `Gap,${accountId},2030-03-31T02:30,,,,\n` +
          `Twice,${accountId},2030-10-27T02:30,,,,\n` +
          `Past,${accountId},2020-01-01T10:00Z,,,,\n` +
          `Empty,${accountId},,,,,only a hook\n` +
          `,${accountId},yesterday,,,,\n`
      ))
      assert.deepStrictEqual(
        faults(error).map(({ column, row }) => [row, column]),
        [
          [3, "topic"],
          [3, "account"],
          [3, "privacy"],
          [3, "delivery"],
          [3, "allow_duet"],
          [4, "at"],
          [5, "at"],
          [6, "at"],
          [7, "at"],
          [8, "topic"],
          [8, "at"]
        ]
      )
      const words = faults(error).map(({ message }) => message)
      assert.include(words[5], "does not exist in Europe/Berlin")
      assert.include(words[6], "happens twice in Europe/Berlin")
      assert.include(words[7], "has passed")
      assert.deepStrictEqual(yield* plans, [])
      assert.deepStrictEqual(yield* sql`SELECT count(*)::int AS count FROM actor`, before)
      const script = yield* Effect.flip(
        client("plan.import", {
          orgId: (yield* client("system.whoami", {}, owner)).orgId,
          format: "json",
          content: JSON.stringify([{ topic: "S", account: accountId, at: `${day()}T10:00Z`, script: "only a hook" }])
        }, owner)
      )
      assert.deepStrictEqual(faults(script).map(({ column, row }) => [row, column]), [[1, "script"]])
    }))

  it.scoped("a file that is no table says so", () =>
    Effect.gen(function*() {
      const { take } = yield* desk
      const said = (content: string, format: "csv" | "ics" | "json") =>
        Effect.map(Effect.flip(take(content, { format })), (error) =>
          faults(error).map(({ message }) => message).join(" "))
      assert.include(yield* said("topic,mood\nA,B\n", "csv"), "There is no such column")
      assert.include(yield* said("topic,at\nA\n", "csv"), "1 cells, the head has 2")
      assert.include(yield* said("topic,at\n\"A,B\n", "csv"), "cannot be read as CSV")
      assert.include(yield* said("", "csv"), "column is missing")
      assert.include(yield* said("topic,account,at\n", "csv"), "no plan in it")
      assert.include(yield* said("{", "json"), "not valid JSON")
      assert.include(yield* said("{\"a\":1}", "json"), "not an array")
      assert.include(yield* said("hello", "ics"), "cannot be read as iCalendar")
    }))

  it.scoped("the same file with the same key makes the same plans, however often and however many at once", () =>
    Effect.gen(function*() {
      const { plans, take } = yield* desk
      const content = `topic,at\nOne,next\nTwo,next\nThree,${day()}T10:00Z\n`
      const answers = yield* Effect.all(
        Array.from({ length: 10 }, () => take(content, { key: "november" })),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(answers.map((answer) => JSON.stringify(answer.plans))).size, 1)
      const later = yield* take(content, { key: "november" })
      assert.deepStrictEqual(later.plans, answers[0]?.plans)
      assert.strictEqual((yield* plans).length, 3)
      const other = yield* Effect.flip(take(`${content}Four,next\n`, { key: "november" }))
      assert.strictEqual(other._tag, "KeyReused")
      assert.strictEqual((yield* plans).length, 3)
      yield* take(content)
      assert.strictEqual((yield* plans).length, 6)
    }))

  it.scoped("a row with its own key is the same plan in every file and for plan add", () =>
    Effect.gen(function*() {
      const { accountId, client, orgId, owner, plans, take } = yield* desk
      const head = "topic,at,key\n"
      const one = `One,${day()}T10:00Z,first\n`
      const { plans: [first] } = yield* take(head + one)
      const { plans: both } = yield* take(head + one + `Two,${day()}T12:00Z,second\n`)
      assert.deepStrictEqual(both[0], first)
      assert.strictEqual((yield* plans).length, 2)
      const added = yield* client("plan.add", {
        orgId,
        plan: { accountId, topic: "One", at: `${day()}T10:00Z` },
        key: "first"
      }, owner)
      assert.deepStrictEqual(added.plan, first)
      const changed = yield* Effect.flip(take(head + `Other,${day()}T10:00Z,first\n`))
      assert.deepStrictEqual(faults(changed).map(({ column, row }) => [row, column]), [[2, "key"]])
      const twice = yield* Effect.flip(take(head + `A,next,same\nB,next,same\n`))
      assert.deepStrictEqual(faults(twice).map(({ column, row }) => [row, column]), [[3, "key"]])
    }))

  it.scoped("a rhythm gives an hour to the rows that have none", () =>
    Effect.gen(function*() {
      const { take } = yield* desk
      const { feasibility, plans } = yield* take(`topic,at\nA,\nB,${day()}T10:00Z\nC,\nD,\n`, {
        spread: "2/day",
        dryRun: true
      })
      assert.deepStrictEqual(plans, [])
      const [a, b, c, d] = feasibility.map(({ slot }) => slot)
      assert.strictEqual(b, `${day()}T10:00:00.000Z`)
      assert.strictEqual(Date.parse(c!) - Date.parse(a!), 6 * 3_600_000)
      assert.isAbove(Date.parse(d!), Date.parse(c!))
      const bad = yield* Effect.flip(take("topic\nA\n", { spread: "often" }))
      assert.deepStrictEqual(faults(bad).map(({ column }) => column).slice(0, 1), ["spread"])
    }))

  it.scoped("an iCalendar file becomes plans: zones, series, exceptions, our own columns", () =>
    Effect.gen(function*() {
      const { take } = yield* desk
      const compact = (ahead: number) => day(ahead).replaceAll("-", "")
      const { plans } = yield* take(
        [
          "BEGIN:VCALENDAR",
          "VERSION:2.0",
          "PRODID:-//test//EN",
          "BEGIN:VEVENT",
          "UID:1",
          `DTSTART;TZID=Asia/Tokyo:${compact(10)}T180000`,
          "SUMMARY:A long title\\, folded over",
          "  two lines",
          "CATEGORIES:tea,coffee",
          "X-CALLSHEET-PRIVACY:SELF_ONLY",
          "END:VEVENT",
          "BEGIN:VEVENT",
          "UID:2",
          `DTSTART:${compact(20)}T080000Z`,
          "SUMMARY:Daily tip",
          "RRULE:FREQ=DAILY;COUNT=4",
          `EXDATE:${compact(21)}T080000Z`,
          "END:VEVENT",
          "BEGIN:VEVENT",
          "UID:3",
          `DTSTART:${compact(22)}T080000Z`,
          "SUMMARY:Called off",
          "STATUS:CANCELLED",
          "END:VEVENT",
          "END:VCALENDAR",
          ""
        ].join("\r\n"),
        { format: "ics" }
      )
      assert.deepStrictEqual(plans.map(({ slot, topic }) => [topic, slot]), [
        ["A long title, folded over two lines", `${day(10)}T09:00:00.000Z`],
        ["Daily tip", `${day(20)}T08:00:00.000Z`],
        ["Daily tip", `${day(22)}T08:00:00.000Z`],
        ["Daily tip", `${day(23)}T08:00:00.000Z`]
      ])
      assert.strictEqual(plans[0]?.timeZone, "Asia/Tokyo")
      assert.strictEqual(plans[0]?.privacy, "SELF_ONLY")
      assert.deepStrictEqual(plans[0]?.hashtags, ["tea", "coffee"])
    }))

  it.scoped("a series keeps its wall clock over a clock change", () =>
    Effect.gen(function*() {
      const { take } = yield* desk
      const { feasibility } = yield* take(
        [
          "BEGIN:VCALENDAR",
          "BEGIN:VEVENT",
          "UID:1",
          "DTSTART;TZID=Europe/Berlin:20300330T100000",
          "SUMMARY:Brunch",
          "RRULE:FREQ=DAILY;COUNT=2",
          "END:VEVENT",
          "END:VCALENDAR"
        ].join("\r\n"),
        { format: "ics", dryRun: true }
      )
      assert.deepStrictEqual(feasibility.map(({ slot }) => slot), [
        "2030-03-30T09:00:00.000Z",
        "2030-03-31T08:00:00.000Z"
      ])
    }))

  it.scoped("what is exported comes back as the same plans, in each of the three forms", () =>
    Effect.gen(function*() {
      const { client, orgId, owner, plans, take } = yield* desk
      yield* take(
        "topic,at,timezone,privacy,delivery,script,language,hashtags,allow_comment,brand_content\n" +
          `"Say ""hi"", then",${day()}T18:00,Asia/Kolkata,PUBLIC_TO_EVERYONE,direct,"Hook\nBeat\nCall",de,a b,true,true\n` +
          `Plain,${day()}T08:15Z,,,inbox,,,,,\n`
      )
      const seen = (all: ReadonlyArray<{ readonly topic: string }>) =>
        all.map((plan) => {
          const { id: _id, assetId: _asset, createdAt: _created, since: _since, waitingFor: _waiting, ...rest } = {
            id: "",
            assetId: "",
            createdAt: "",
            since: "",
            waitingFor: null,
            ...plan
          }
          return rest
        })
      const first = yield* plans
      const sql = yield* SqlClient.SqlClient
      for (const format of ["csv", "ics", "json"] as const) {
        const { content } = yield* client("plan.export", { orgId, format }, owner)
        // As in another installation, where nothing has these ids.
        yield* sql`DELETE FROM actor WHERE org_id = ${orgId} AND kind = 'plan'`
        const back = yield* take(content, { format })
        assert.deepStrictEqual(seen(back.plans), seen(first), format)
        const { content: again } = yield* client("plan.export", { orgId, format: "json" }, owner)
        const scripts = (JSON.parse(again) as ReadonlyArray<{ script: string; status: string }>)
          .filter(({ status }) => status === "scheduled").map(({ script }) => script)
        assert.isTrue(scripts.some((script) => script.includes("\"Hook\"")))
      }
    }))

  it.scoped("an export that comes back moves the plans it names, and makes none twice", () =>
    Effect.gen(function*() {
      const { client, orgId, owner, plans, take } = yield* desk
      yield* take(`topic,at\nFirst,${day()}T10:00Z\nSecond,${day()}T12:00Z\nThird,${day()}T14:00Z\n`)
      for (const format of ["csv", "ics", "json"] as const) {
        const before = yield* plans
        const { content } = yield* client("plan.export", { orgId, format }, owner)
        const same = yield* take(content, { format })
        assert.deepStrictEqual([same.plans, same.changed, same.unchanged], [[], [], 3])
        assert.deepStrictEqual(yield* plans, before)
      }
      const { content } = yield* client("plan.export", { orgId, format: "json" }, owner)
      const rows: Array<Record<string, string>> = JSON.parse(content)
      const edited = rows.map((row) => row["topic"] === "Second" ? { ...row, at: `${day(15)}T18:00Z` } : row)
      const moved = yield* take(JSON.stringify([...edited, { topic: "Fourth", at: `${day(16)}T10:00Z` }]), {
        format: "json",
        key: "again"
      })
      assert.deepStrictEqual(moved.plans.map(({ topic }) => topic), ["Fourth"])
      assert.deepStrictEqual(moved.changed?.map(({ slot, topic }) => [topic, slot]), [[
        "Second",
        `${day(15)}T18:00:00.000Z`
      ]])
      assert.strictEqual(moved.unchanged, 2)
      assert.strictEqual((yield* plans).length, 4)
      const again = yield* take(JSON.stringify([...edited, { topic: "Fourth", at: `${day(16)}T10:00Z` }]), {
        format: "json",
        key: "again"
      })
      assert.deepStrictEqual([again.plans, again.changed], [moved.plans, moved.changed])

      const other = edited.map((row) =>
        row["topic"] === "First"
          ? { ...row, topic: "Something else", hashtags: "one two", allow_comment: "true", at: `${day(17)}T10:00Z` }
          : row
      )
      const twice = yield* Effect.flip(take(JSON.stringify([...other, rows[2]]), { format: "json" }))
      assert.deepStrictEqual(faults(twice).map(({ column, row }) => [row, column]), [[4, "id"]])
      const wouldBe = yield* take(JSON.stringify(other), { format: "json", dryRun: true })
      assert.match(wouldBe.notes?.join("\n") ?? "", /Row 1 changes topic/)
      assert.lengthOf(wouldBe.changed ?? [], 1)
      assert.isFalse((yield* plans).some(({ topic }) => topic === "Something else"))
      const changed = yield* take(JSON.stringify(other), { format: "json" })
      assert.deepStrictEqual(
        changed.changed?.map(({ hashtags, settings, slot, topic }) => [topic, hashtags, settings.allowComment, slot]),
        [["Something else", ["one", "two"], true, `${day(17)}T10:00:00.000Z`]]
      )
      assert.lengthOf(yield* plans, 4)

      const wrong = other.map((row, place) =>
        place === 2 ? { ...row, topic: "Third", language: "not a language" } : row
      )
      const refused = yield* Effect.flip(take(JSON.stringify(wrong), { format: "json" }))
      assert.deepStrictEqual(faults(refused).map(({ column, row }) => [row, column]), [[3, "language"]])
    }))

  it.scoped("dates are read as spreadsheets write them, and the answer says how", () =>
    Effect.gen(function*() {
      const { take } = yield* desk
      const slotsOf = (content: string, more: Parameters<typeof take>[1] = {}) =>
        Effect.map(take(content, { dryRun: true, ...more }), ({ feasibility, notes }) => ({
          slots: feasibility.map(({ slot }) => slot),
          notes
        }))
      const german = yield* slotsOf("Titel;Datum;Uhrzeit\nA;31.12.2030;18:00\nB;1.2.30;9.30 Uhr\nC;47848,75;\n")
      assert.deepStrictEqual(german.slots, [
        "2030-12-31T17:00:00.000Z",
        "2030-02-01T08:30:00.000Z",
        "2030-12-31T17:00:00.000Z"
      ])
      assert.match(german.notes?.[0] ?? "", /3 times are read: row 2, 31\.12\.2030 18:00, is 2030-12-31 18:00:00/)
      const american = yield* slotsOf("Title,Date,Time Zone\nA,12/5/2030 5:00 PM,UTC\nB,12/25/2030 8:15 AM,UTC\n")
      assert.deepStrictEqual(american.slots, ["2030-12-05T17:00:00.000Z", "2030-12-25T08:15:00.000Z"])
      assert.match(american.notes?.[0] ?? "", /with the month first/)
      const unclear = yield* Effect.flip(take("topic,date\nA,3/4/2030 18:00\n"))
      assert.include(faults(unclear)[0]?.message, "two ways")
      const said = yield* slotsOf("topic,date,tz\nA,3/4/2030 18:00,UTC\n", { dates: "dmy" })
      assert.deepStrictEqual(said.slots, ["2030-04-03T18:00:00.000Z"])
      assert.lengthOf((yield* slotsOf("topic,at\nA,tomorrow 18:00\n")).slots, 1)
    }))

  it.scoped("rows count as in the spreadsheet, and one bad row hides no other fault", () =>
    Effect.gen(function*() {
      const { take } = yield* desk
      const error = yield* Effect.flip(
        take(
          `topic,at,mood\nA,${day()}T10:00Z,\n\n,${day()}T11:00Z,\nC,${day()}T12:00Z,,,too,many\nD,32.13.2030 10:00,\n`
        )
      )
      assert.deepStrictEqual(faults(error).map(({ column, row }) => [row, column]), [
        [null, "mood"],
        [4, "topic"],
        [5, null],
        [6, "at"]
      ])
    }))

  it.scoped("letters that were lost on the way are refused, not stored", () =>
    Effect.gen(function*() {
      const { plans, take } = yield* desk
      const error = yield* Effect.flip(take(`topic,at\nFr\uFFFDhst\uFFFDck,${day()}T10:00Z\n`))
      assert.match(faults(error)[0]?.message ?? "", /Line 2 .*UTF-8/)
      assert.deepStrictEqual(yield* plans, [])
    }))

  it.scoped("a calendar of another program: an account for the file, an hour for its days", () =>
    Effect.gen(function*() {
      const { orgId, take } = yield* desk
      const second = yield* newAccount(orgId, "night.kitchen")
      const compact = (ahead: number) => day(ahead).replaceAll("-", "")
      const content = [
        "BEGIN:VCALENDAR",
        ...[10, 11].flatMap((ahead) => [
          "BEGIN:VEVENT",
          `UID:${ahead}`,
          `DTSTART;VALUE=DATE:${compact(ahead)}`,
          "SUMMARY:Bread",
          "END:VEVENT"
        ]),
        "END:VCALENDAR"
      ].join("\r\n")
      const bare = yield* Effect.flip(take(`topic,at\nA,${day()}\n`))
      assert.include(faults(bare)[0]?.message, "Name the account")
      const timed = yield* take(content, { format: "ics", account: "@night.kitchen", time: "6 pm", dryRun: true })
      assert.deepStrictEqual(
        timed.feasibility.map(({ slot }) =>
          new Intl.DateTimeFormat("sv", {
            timeZone: "Europe/Berlin",
            dateStyle: "short",
            timeStyle: "short"
          }).format(Date.parse(slot))
        ),
        [`${day(10)} 18:00`, `${day(11)} 18:00`]
      )
      const { plans } = yield* take(content, { format: "ics", account: second, spread: "1/day" })
      assert.deepStrictEqual(plans.map(({ accountId, slot }) => [accountId, slot.slice(0, 10)]), [
        [second, day(10)],
        [second, day(11)]
      ])
      const open = yield* Effect.flip(take(`topic,at\nA,${day()}\n`, { account: second }))
      assert.match(faults(open)[0]?.message ?? "", /a day without an hour.*--time/)
    }))

  it.scoped("a file that was imported before is noticed, and rows that clash name each other", () =>
    Effect.gen(function*() {
      const { plans, take } = yield* desk
      const content = `topic,at\nSame thing,${day()}T10:00Z\nSame thing,${day()}T10:10Z\n`
      const first = yield* take(content)
      assert.deepStrictEqual(first.notes, [])
      assert.match(first.feasibility[1]?.warnings.join(" ") ?? "", /Same hour: row 2 .*Same topic: row 2/)
      const again = yield* take(content, { dryRun: true })
      assert.match(again.notes?.[0] ?? "", /^2 rows have account, time and topic of a plan that is there/)
      const ids = (yield* plans).map(({ id }) => id)
      assert.isTrue(ids.some((id) => again.feasibility[0]?.warnings.join(" ").includes(id)))
    }))

  it.scoped("a thousand rows are one commit", () =>
    Effect.gen(function*() {
      const { orgId, take } = yield* desk
      const sql = yield* SqlClient.SqlClient
      const rows = Array.from({ length: 1_000 }, (_, i) => `Topic number ${i},${day(30 + (i % 200))}T10:00Z`)
      const { plans } = yield* take(["topic,at", ...rows].join("\n"), { key: "bulk" })
      assert.strictEqual(plans.length, 1_000)
      const [written] = yield* sql<{ transactions: number; events: number }>`
        SELECT count(DISTINCT tx)::int AS transactions, count(*)::int AS events FROM event
        WHERE org_id = ${orgId} AND kind = 'plan'`
      assert.deepStrictEqual(written, { transactions: 1, events: 1_000 })
    }))
})
