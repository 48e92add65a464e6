import type { AccountId, OrgId, PlanId } from "@callsheet/domain/Ids"
import { SandboxServer } from "@callsheet/sandbox/Http"
import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"
import { fillLibrary } from "./Files.ts"
import type { PanelStage, Person } from "./PanelStage.ts"
import { addPlan, bringForward, connect, giveUp, HOUR, inReview, release, untilStatus } from "./Seed.ts"

export interface WorkingDay {
  readonly orgId: OrgId
  readonly owner: Person
  readonly approver: Person
  readonly editor: Person
  readonly viewer: Person
  readonly accounts: Readonly<Record<"sunny" | "nordlicht" | "stadt" | "frank", AccountId>>
  /** Waits for a release. */
  readonly waiting: PlanId
  readonly live: PlanId
  /** Delivered into the creator's inbox, and not posted yet. */
  readonly toPost: PlanId
  /** A picture of the library that nothing uses. */
  readonly picture: string
}

const facts = {
  bread:
    "- One gram of fresh yeast holds about ten billion living cells.\n- They eat the sugar in the dough and breathe out carbon dioxide.\n- Gluten, a net of protein, traps the gas, so the dough swells.\n- At 25 degrees a dough doubles in about an hour.\n- Above 55 degrees the yeast dies: the oven stops what the bowl began.",
  clouds:
    "- Eine kleine Schönwetterwolke wiegt etwa 500 Tonnen.\n- Ihr Wasser hängt in Tröpfchen, die nur ein Fünfzigstel Millimeter groß sind.\n- So ein Tröpfchen sinkt kaum einen Zentimeter pro Sekunde.\n- Warme Luft steigt auf und trägt die Tröpfchen wieder nach oben.",
  fog:
    "- Nebel ist eine Wolke, die den Boden berührt.\n- Ab tausend Metern Sicht heißt er nur noch Dunst.\n- Kaltes Wasser kühlt feuchte Luft, bis sie zu Tröpfchen wird.\n- Ein Nebelhorn hört man weiter als man ein Licht sieht.",
  knives:
    "- Schärfe oft statt lange: Ein stumpfes Messer rutscht ab.\n- Halte 15 bis 20 Grad Winkel, eine Streichholzschachtel unter dem Rücken.\n- Wasch das Messer von Hand, die Spülmaschine ruiniert jede Klinge.",
  desk:
    "- Start with cups and plates: they are the only things on a desk that can grow mould.\n- Stack loose paper into one pile and do not sort it now.\n- Put three things back that belong in another room.\n- Wipe the desk where your wrists rest.\n- Leave one thing out: the first task of tomorrow.",
  train:
    "- Read the footnotes first: a tiny symbol can mean that the train runs on Sundays only.\n- Arrival and departure are two columns, and the gap is your time to change.\n- Under five minutes between two trains? Take the next one.\n- The last train of the night often stops short of the final station."
} as const

const later: ReadonlyArray<readonly [topic: string, account: "sunny" | "nordlicht" | "stadt", hours: number]> = [
  ["Kastanien schälen", "sunny", 122],
  ["A lid changes everything", "sunny", 148],
  ["Ofen an, Licht aus", "sunny", 171],
  ["Half past two, twice", "stadt", 196],
  ["Nelken, gezählt", "sunny", 243],
  ["Fog horn, explained", "nordlicht", 290],
  ["Who paints the lines?", "stadt", 315],
  ["Winterbrot im Topf", "sunny", 362]
]

const past: ReadonlyArray<
  readonly [topic: string, account: "sunny" | "nordlicht" | "stadt", days: number, hour: number, views: number]
> = [
  ["Butter: cold or soft?", "sunny", 5, 12, 11_902],
  ["Eisblumen am Fenster", "nordlicht", 1, 19, 7_318],
  ["Why kerbs are 12 cm", "stadt", 5, 18, 4_120],
  ["The egg timer is wrong", "sunny", 2, 12, 3_377],
  ["Ebbe in drei Minuten", "nordlicht", 8, 19, 2_810],
  ["How to fold a map", "stadt", 9, 7, 1_640],
  ["Salt, before or after?", "sunny", 12, 18, 5_240],
  ["Wie Nebel entsteht", "nordlicht", 15, 19, 2_120],
  ["Seven minutes for an egg", "sunny", 19, 12, 1_980],
  ["Tram 12, end to end", "stadt", 22, 18, 2_610]
]

/** Posts of the last weeks. No plan can be made for a slot that has passed, so their rows are moved back after they went live. */
const postsOfTheLastWeeks = async (stage: PanelStage, owner: Person, day: Pick<WorkingDay, "accounts" | "orgId">) => {
  const ids = await Promise.all(past.map(async ([topic, account]) => {
    const id = await inReview(stage, owner, day.accounts[account], { topic, inMillis: 6 * HOUR })
    await release(stage, owner, id)
    await bringForward(stage, owner, id)
    await untilStatus(stage, owner, id, "tracked")
    return id
  }))
  await stage.run(Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* Effect.forEach(past, ([, , days, hour, views], index) => {
      const at = new Date(Date.now() - days * 24 * HOUR)
      at.setUTCHours(hour - 1, 0, 0, 0)
      const slot = at.getTime()
      return Effect.all([
        sql`UPDATE actor SET slot = ${slot}, state = jsonb_set(state, '{slot}', ${String(slot)}::jsonb)
          WHERE id = ${ids[index] ?? ""}`,
        sql`DELETE FROM metric WHERE plan_id = ${ids[index] ?? ""}`,
        sql`INSERT INTO metric (post_id, at, org_id, account_id, plan_id, views, likes, comments, shares, raw)
          SELECT state->'status'->>'postId', ${Date.now() - 600_000}, org_id, account_id, id, ${views},
            ${Math.round(views / 15)}, ${Math.round(views / 180)}, ${Math.round(views / 90)}, '{}'::jsonb
          FROM actor WHERE id = ${ids[index] ?? ""}`
      ])
    })
    // The hourly question would put the sandbox's own figures over these.
    yield* sql`UPDATE job SET run_at = ${Date.now() + 24 * HOUR} WHERE kind = 'fetch_metrics' AND ended_at IS NULL`
  }))
  return ids
}

/** What the list of workers shows; in life the workers write it themselves. */
const workers = (stage: PanelStage) =>
  stage.run(Effect.flatMap(SqlClient.SqlClient, (sql) => {
    const now = Date.now()
    const far = now + 365 * 24 * HOUR
    const row = (
      id: string,
      running: number,
      draining: boolean,
      heartbeat: number
    ) =>
      sql`INSERT INTO worker (id, session, address, version, kinds, started_at, heartbeat_at, draining, running)
        VALUES (${id}, 0, ${`127.0.0.1:3400${id.slice(7, 8)}`}, '0.1.0', '', ${
        now - 58 * HOUR
      }, ${heartbeat}, ${draining}, ${running})
        ON CONFLICT (id) DO NOTHING`
    return Effect.all([
      row("worker-1-34001-a", 3, false, far),
      row("worker-2-34002-b", 1, true, far),
      row("worker-3-34003-c", 0, false, now - HOUR),
      sql`INSERT INTO cluster_locks (shard_id, address, acquired_at)
        SELECT 'seed:' || n, CASE WHEN n <= 38 THEN '127.0.0.1:34001' ELSE '127.0.0.1:34002' END, now()
        FROM generate_series(1, 60) AS n`
    ])
  }))

export const workingDay = async (stage: PanelStage): Promise<WorkingDay> => {
  const orgId = await stage.newOrg("Halma Studio")
  const [owner, approver, editor, viewer] = await Promise.all([
    stage.person(orgId, "owner", "Aylin Demir"),
    stage.person(orgId, "approver", "Mara Lindqvist"),
    stage.person(orgId, "editor", "Pia Sommer"),
    stage.person(orgId, "viewer", "Emeka Obi")
  ])
  const [sunny, nordlicht, stadt, frank] = await Promise.all([
    connect(stage, orgId, "sunny.kitchen"),
    connect(stage, orgId, "nordlicht.tv"),
    connect(stage, orgId, "stadt.werk"),
    connect(stage, orgId, "frank.baut")
  ])
  const accounts = { sunny, nordlicht, stadt, frank }
  await stage.call(owner, "org/setPolicy", {
    id: orgId,
    change: {
      bannedWords: ["miracle", "guaranteed", "billig"],
      bannedClaims: ["cures * pain", "best in town"],
      requiredHashtags: ["halma"]
    }
  })
  for (
    const [kind, amount] of [["renders", 20], ["publishes", 120], ["voice_seconds", 10_000], [
      "money_micros",
      20_000_000
    ]]
  ) {
    await stage.call(owner, "quota/set", { orgId, kind, limit: { amount, period: "month" } })
  }
  await postsOfTheLastWeeks(stage, owner, { orgId, accounts })

  const [waiting, live, ready, , , toPost] = await Promise.all([
    inReview(stage, owner, sunny, {
      topic: "Why bread rises",
      inMillis: 3 * HOUR,
      notes: facts.bread,
      hashtags: ["baking"]
    }),
    inReview(stage, owner, stadt, { topic: "The two-minute desk reset", inMillis: 5 * HOUR, notes: facts.desk }),
    inReview(stage, owner, nordlicht, {
      topic: "Warum Wolken nicht herunterfallen",
      inMillis: 26 * HOUR,
      notes: facts.clouds,
      language: "de"
    }),
    inReview(stage, owner, sunny, {
      topic: "Drei Handgriffe für schärfere Messer",
      inMillis: 44 * HOUR,
      notes: facts.knives,
      language: "de"
    }),
    inReview(stage, owner, stadt, { topic: "How to read a train timetable", inMillis: 50 * HOUR, notes: facts.train }),
    inReview(stage, owner, nordlicht, {
      topic: "Nebel über dem Hafen",
      inMillis: 7 * HOUR,
      notes: facts.fog,
      language: "de",
      hashtags: ["hafen"],
      delivery: "inbox"
    })
  ])
  await release(stage, owner, toPost)
  await bringForward(stage, owner, toPost)
  await release(stage, owner, ready)
  await release(stage, owner, live)
  await bringForward(stage, owner, live)
  await untilStatus(stage, owner, live, "tracked")
  await untilStatus(stage, owner, toPost, "tracked")

  const more = await Promise.all([
    addPlan(stage, owner, frank, { topic: "Shelf on a plaster wall", inMillis: 20 * HOUR }),
    addPlan(stage, owner, sunny, { topic: "Chestnuts, no oven", inMillis: 30 * HOUR }),
    addPlan(stage, owner, nordlicht, { topic: "Der Mond und das Watt", inMillis: 54 * HOUR, language: "de" }),
    addPlan(stage, owner, stadt, { topic: "A square in winter", inMillis: 70 * HOUR }),
    addPlan(stage, owner, sunny, { topic: "Toast, ranked", inMillis: 90 * HOUR, draft: true }),
    ...later.map(([topic, account, hours]) =>
      addPlan(stage, owner, accounts[account], { topic, inMillis: hours * HOUR })
    )
  ])
  const [shelf, , , square] = more
  await stage.call(owner, "plan/reject", { id: more[6], reason: "We had this in October." })
  await stage.call(owner, "plan/lock", { id: more[7] })
  await stage.run(Effect.gen(function*() {
    const { control } = yield* SandboxServer
    yield* control.disconnect("frank.baut")
  }))
  // TikTok says so at the next call for the account.
  await stage.call(owner, "account/refresh", { id: frank })
  if (square !== undefined && shelf !== undefined) {
    await giveUp(stage, orgId, square, {
      kind: "make_voice",
      message: "speech endpoint answered 401: key expired",
      remedy: "Set a valid CALLSHEET_TTS_KEY, then re-run.",
      agoMillis: 3 * HOUR
    })
    await giveUp(stage, orgId, live, {
      kind: "fetch_metrics",
      message: "video/query answered 500: internal_error",
      remedy: "Wait until TikTok answers again, then re-run.",
      agoMillis: 2 * HOUR
    })
  }
  await stage.call(owner, "preset/put", {
    orgId,
    name: "Kitchen science",
    preset: {
      brandVoice: "Short sentences. One surprising number in each. Never a superlative.",
      examples: ["An egg has 17,000 pores. That is why it smells of your fridge."],
      series: { title: "Kitchen science", parts: 12 },
      look: "block",
      captions: "pop",
      mood: "playful",
      language: "en",
      hashtags: ["kitchen", "science"]
    }
  })
  await stage.call(owner, "preset/assign", { orgId, accountId: sunny, name: "Kitchen science" })
  await stage.call(owner, "preset/put", {
    orgId,
    name: "Nordlicht",
    preset: { look: "pane", mood: "calm", language: "de" }
  })
  await stage.call(owner, "org/setVoice", {
    id: orgId,
    kit: {
      voices: [{ language: "de", voice: "thorsten" }],
      speed: 1.05,
      says: [{ word: "Halma", say: "hall ma", language: "de" }]
    }
  })
  const { digest } = await stage.call<{ readonly digest: string }>(owner, "plan/show", { id: waiting })
  await stage.call(editor, "review/comment", {
    id: waiting,
    text: "Say the number before the word.",
    atMillis: 2_100,
    seen: digest
  })
  await stage.call(approver, "review/comment", {
    id: waiting,
    text: "This is the moment for the cover.",
    atMillis: 7_400,
    seen: digest
  })
  const [picture] = await Promise.all([fillLibrary(stage, owner), workers(stage)])
  return { orgId, owner, approver, editor, viewer, accounts, waiting, live, toPost, picture }
}
