import { MediaWords } from "@callsheet/domain/api/calls/media"
import { Sha256 } from "@callsheet/domain/asset/Media"
import { planStatusesWhere } from "@callsheet/domain/facts/planStatuses"
import { MediaId, OrgId, UploadId } from "@callsheet/domain/Ids"
import { MediaForm, MediaKind } from "@callsheet/domain/library/LibraryMedia"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment } from "@effect/sql/Statement"
import { Clock, Context, Effect, Layer, Option, Schema } from "effect"
import { tellFeed } from "../feed/TellFeed.ts"
import { transaction } from "../Transaction.ts"

const MediaRow = Schema.Struct({
  id: MediaId,
  orgId: OrgId,
  sha256: Sha256,
  kind: MediaKind,
  form: MediaForm,
  bytes: Schema.Number,
  width: Schema.NullOr(Schema.Number),
  height: Schema.NullOr(Schema.Number),
  durationMillis: Schema.NullOr(Schema.Number),
  name: Schema.String,
  tags: Schema.Array(Schema.String),
  words: Schema.String,
  licence: Schema.NullOr(Schema.String),
  author: Schema.NullOr(Schema.String),
  source: Schema.NullOr(Schema.String),
  usedBy: Schema.Array(Schema.String),
  by: Schema.String,
  createdAt: Schema.Number
})
export type MediaRecord = typeof MediaRow.Type
export type NewMedia = Omit<MediaRecord, "usedBy" | "createdAt">

const UploadRow = Schema.Struct({
  id: UploadId,
  orgId: OrgId,
  name: Schema.String,
  bytes: Schema.Number,
  received: Schema.Number,
  sha256: Schema.NullOr(Sha256),
  logo: Schema.Boolean,
  words: MediaWords,
  by: Schema.String,
  expiresAt: Schema.Number
})
export type UploadRecord = typeof UploadRow.Type

export interface MediaFilter {
  readonly kinds?: ReadonlyArray<MediaKind> | undefined
  readonly tag?: string | undefined
  /** Each of these stands in the name, a tag or the text. */
  readonly all?: ReadonlyArray<string> | undefined
  /** At least one of these does. */
  readonly any?: ReadonlyArray<string> | undefined
  /** Only those that nothing uses. */
  readonly unused?: boolean | undefined
  readonly limit: number
  readonly after?: string | undefined
}

/** What a filter says of the files themselves, their kind aside. */
type WordsFilter = Pick<MediaFilter, "all" | "any" | "tag" | "unused">

const decodeMedia = Schema.decodeUnknownSync(MediaRow)
const decodeUpload = Schema.decodeUnknownSync(UploadRow)

/** Any number that no other pair of advisory locks of this database begins with. */
const FILE_LOCK = 7_420_018

/** Plans that have come to their end need their pictures no more: what they show is in their video. */
const ENDED = planStatusesWhere(({ waitsFor }) => waitsFor === null)

const escaped = (word: string) => `%${word.toLowerCase().replaceAll(/[\\%_]/g, (found) => `\\${found}`)}%`

type Service = Context.Tag.Service<LibraryIndex>
type Rows = ReturnType<typeof rowsOf>

const rowsOf = (sql: SqlClient.SqlClient) => {
  const media = (where: Fragment, limit = 1) =>
    sql`
      SELECT m.id, m.org_id AS "orgId", m.sha256, m.kind, m.form, m.bytes::float8 AS bytes, m.width, m.height,
        m.duration_millis AS "durationMillis", m.name, m.tags, m.words, m.licence, m.author, m.source, m.by,
        m.created_at::float8 AS "createdAt",
        ARRAY(SELECT u.used_by FROM media_use u WHERE u.media_id = m.id ORDER BY u.at LIMIT 100) AS "usedBy"
      FROM media m WHERE ${where} ORDER BY m.created_at DESC, m.id DESC LIMIT ${limit}`.pipe(
      Effect.map((rows) => rows.map((row) => decodeMedia(row)))
    )
  const one = (where: Fragment) => Effect.map(media(where), ([row]) => Option.fromNullable(row))

  const uploads = (where: Fragment, limit = 1) =>
    sql`
      SELECT id, org_id AS "orgId", name, bytes::float8 AS bytes, received::float8 AS received, sha256, logo, words, by,
        expires_at::float8 AS "expiresAt"
      FROM media_upload WHERE ${where} ORDER BY created_at LIMIT ${limit}`.pipe(
      Effect.map((rows) => rows.map((row) => decodeUpload(row)))
    )

  return { media, one, uploads }
}

const finding = (
  sql: SqlClient.SqlClient,
  { media, one }: Rows
): Pick<Service, "find" | "byHash" | "audioNamed" | "list" | "counts"> => {
  const text = sql`lower(m.name || ' ' || array_to_string(m.tags, ' ') || ' ' || m.words)`
  const found = (orgId: string, { all = [], any = [], tag, unused = false }: WordsFilter) => [
    sql`m.org_id = ${orgId}`,
    ...(tag === undefined ? [] : [sql`lower(${tag}) = ANY (SELECT lower(t) FROM unnest(m.tags) t)`]),
    ...(unused ? [sql`NOT EXISTS (SELECT 1 FROM media_use u WHERE u.media_id = m.id)`] : []),
    ...all.map((word) => sql`${text} LIKE ${escaped(word)}`),
    ...(any.length === 0 ? [] : [sql.or(any.map((word) => sql`${text} LIKE ${escaped(word)}`))])
  ]

  return {
    find: (orgId, id) => one(sql`m.id = ${id} AND m.org_id = ${orgId}`),
    byHash: (orgId, sha256) => one(sql`m.org_id = ${orgId} AND m.sha256 = ${sha256}`),
    audioNamed: (orgId, wanted) =>
      one(sql`m.org_id = ${orgId} AND m.kind = 'audio' AND (
        m.sha256 = ${wanted} OR m.name = ${wanted} OR regexp_replace(m.name, '\\.[^.]+$', '') = ${wanted})`),

    counts: (orgId, filter) =>
      sql<{ kind: MediaKind; files: number }>`
        SELECT m.kind, count(*)::int AS files FROM media m WHERE ${sql.and(found(orgId, filter))}
        GROUP BY m.kind ORDER BY m.kind`,

    list: (orgId, { after, kinds, limit, ...filter }) =>
      media(
        sql.and([
          ...found(orgId, filter),
          ...(kinds === undefined ? [] : [sql`m.kind IN ${sql.in(kinds)}`]),
          ...(after === undefined ? [] : [sql`(m.created_at, m.id) < (
            SELECT p.created_at, p.id FROM media p WHERE p.id = ${after} AND p.org_id = ${orgId})`])
        ]),
        limit
      )
  }
}

/** Files on their way. */
const uploading = (
  sql: SqlClient.SqlClient,
  { uploads }: Rows
): Pick<Service, "open" | "upload" | "claim" | "release" | "forget" | "expired"> => ({
  open: (upload, most) =>
    transaction(sql)(Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      yield* sql`SELECT pg_advisory_xact_lock(${FILE_LOCK}, hashtext(${upload.orgId}))`
      const [known] = yield* uploads(
        sql`id = ${upload.id} OR (org_id = ${upload.orgId} AND sha256 = ${upload.sha256} AND bytes = ${upload.bytes}
            AND expires_at > ${now})`
      )
      if (known !== undefined) return Option.some(known)
      const [{ count } = { count: 0 }] = yield* sql<{ count: number }>`
          SELECT count(*)::int AS count FROM media_upload WHERE org_id = ${upload.orgId}`
      if (count >= most) return Option.none()
      yield* sql`
          INSERT INTO media_upload (id, org_id, name, bytes, sha256, logo, words, by, created_at, expires_at)
          VALUES (${upload.id}, ${upload.orgId}, ${upload.name}, ${upload.bytes}, ${upload.sha256}, ${upload.logo},
            ${JSON.stringify(upload.words)}::jsonb, ${upload.by}, ${now}, ${upload.expiresAt})`
      return Option.some({ ...upload, received: 0 })
    })),

  upload: (orgId, id) =>
    Effect.flatMap(
      Clock.currentTimeMillis,
      (now) =>
        Effect.map(uploads(sql`id = ${id} AND org_id = ${orgId} AND expires_at > ${now}`), ([row]) =>
          Option.fromNullable(row))
    ),

  claim: (id, forMillis) =>
    Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const claimed = yield* sql`
          UPDATE media_upload SET busy_until = ${
        now + forMillis
      } WHERE id = ${id} AND busy_until <= ${now} RETURNING id`
      if (claimed.length === 0) return Option.none()
      const [row] = yield* uploads(sql`id = ${id}`)
      return Option.fromNullable(row)
    }),

  release: (id, received) =>
    received === null
      ? Effect.asVoid(sql`UPDATE media_upload SET busy_until = 0 WHERE id = ${id}`)
      : Effect.asVoid(sql`UPDATE media_upload SET busy_until = 0, received = ${received} WHERE id = ${id}`),

  forget: (id) => Effect.asVoid(sql`DELETE FROM media_upload WHERE id = ${id}`),

  expired: Effect.flatMap(
    Clock.currentTimeMillis,
    (now) => uploads(sql`expires_at <= ${now} AND busy_until <= ${now}`, 100)
  )
})

/** Files that come, change and go. */
const keeping = (sql: SqlClient.SqlClient, { one }: Rows): Pick<Service, "take" | "edit" | "remove"> => {
  /** Taking a file in and removing it take turns, by its org and hash, also on two servers. */
  const inTurn = <A, E, R>(orgId: string, sha256: string, work: Effect.Effect<A, E, R>) =>
    transaction(sql)(
      Effect.zipRight(sql`SELECT pg_advisory_xact_lock(${FILE_LOCK}, hashtext(${`${orgId}:${sha256}`}))`, work)
    )
  const tell = ({ id, orgId }: Pick<MediaRecord, "id" | "orgId">, event: string, by: string) =>
    tellFeed(sql, { orgId, subject: "library", id, event, by })

  return {
    take: (uploadId, row, store) =>
      inTurn(
        row.orgId,
        row.sha256,
        Effect.gen(function*() {
          const standing = yield* one(sql`m.org_id = ${row.orgId} AND m.sha256 = ${row.sha256}`)
          if (Option.isNone(standing)) {
            const now = yield* Clock.currentTimeMillis
            yield* store
            yield* sql`
              INSERT INTO media (id, org_id, sha256, kind, form, bytes, width, height, duration_millis, name, tags, words,
                licence, author, source, by, created_at)
              VALUES (${row.id}, ${row.orgId}, ${row.sha256}, ${row.kind}, ${row.form}, ${row.bytes}, ${row.width},
                ${row.height}, ${row.durationMillis}, ${row.name},
                ARRAY(SELECT jsonb_array_elements_text(${JSON.stringify(row.tags)}::jsonb)), ${row.words},
                ${row.licence}, ${row.author}, ${row.source}, ${row.by}, ${now})`
            yield* tell(row, "FileAdded", row.by)
          }
          yield* sql`DELETE FROM media_upload WHERE id = ${uploadId}`
          return Option.getOrThrow(yield* one(sql`m.org_id = ${row.orgId} AND m.sha256 = ${row.sha256}`))
        })
      ),

    edit: (orgId, id, { author, licence, source, tags, text }, by) =>
      transaction(sql)(Effect.gen(function*() {
        const given = tags === undefined ? null : JSON.stringify(tags)
        const said = (column: "author" | "licence" | "source", value: string | null | undefined) =>
          value === undefined ? sql`${sql(column)}` : sql`${value}`
        yield* sql`
          UPDATE media SET
            tags = CASE WHEN ${given}::jsonb IS NULL THEN tags
              ELSE ARRAY(SELECT jsonb_array_elements_text(${given}::jsonb)) END,
            words = coalesce(${text ?? null}, words), licence = ${said("licence", licence)},
            author = ${said("author", author)}, source = ${said("source", source)}
          WHERE id = ${id} AND org_id = ${orgId}`
        const edited = yield* one(sql`m.id = ${id} AND m.org_id = ${orgId}`)
        if (Option.isSome(edited)) yield* tell(edited.value, "FileChanged", by)
        return edited
      })),

    remove: (orgId, id, by, drop) =>
      Effect.gen(function*() {
        const known = yield* one(sql`m.id = ${id} AND m.org_id = ${orgId}`)
        if (Option.isNone(known)) return { _tag: "unknown" as const }
        const row = known.value
        return yield* inTurn(
          orgId,
          row.sha256,
          Effect.gen(function*() {
            // Anyone who notes a use holds this row meanwhile.
            yield* sql`SELECT 1 FROM media WHERE id = ${id} FOR UPDATE`
            const needs = yield* sql<{ usedBy: string }>`
              SELECT u.used_by AS "usedBy" FROM media_use u LEFT JOIN actor a ON a.id = u.used_by
              WHERE u.media_id = ${id} AND (a.id IS NULL OR a.status NOT IN ${sql.in(ENDED)})
              ORDER BY u.at LIMIT 10`
            if (needs.length > 0) return { _tag: "needed" as const, by: needs.map(({ usedBy }) => usedBy) }
            yield* sql`DELETE FROM media WHERE id = ${id}`
            yield* tell(row, "FileRemoved", by)
            yield* drop(row)
            return { _tag: "removed" as const, media: row }
          })
        )
      })
  }
}

/** Which plan needs which file. */
const using = (sql: SqlClient.SqlClient): Pick<Service, "use" | "useOnly"> => ({
  use: (id, usedBy) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.asVoid(sql`
          INSERT INTO media_use (media_id, used_by, at) SELECT ${id}, ${usedBy}, ${now}
          WHERE EXISTS (SELECT 1 FROM media WHERE id = ${id}) ON CONFLICT DO NOTHING`)),

  useOnly: (orgId, ids, usedBy) =>
    transaction(sql)(Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const list = JSON.stringify(ids)
      const rows = yield* sql<{ id: string }>`
          SELECT id FROM media WHERE org_id = ${orgId}
            AND id IN (SELECT jsonb_array_elements_text(${list}::jsonb)) FOR KEY SHARE`
      yield* sql`
          DELETE FROM media_use u USING media m WHERE m.id = u.media_id AND m.org_id = ${orgId} AND u.used_by = ${usedBy}
            AND u.media_id NOT IN (SELECT jsonb_array_elements_text(${list}::jsonb))`
      for (const { id } of rows) {
        yield* sql`
            INSERT INTO media_use (media_id, used_by, at) VALUES (${id}, ${usedBy}, ${now}) ON CONFLICT DO NOTHING`
      }
    }))
})

const make = (sql: SqlClient.SqlClient) => {
  const rows = rowsOf(sql)
  return LibraryIndex.of({ ...finding(sql, rows), ...uploading(sql, rows), ...keeping(sql, rows), ...using(sql) })
}

/** What is known of the files in orgs' libraries, and of those that are on their way. */
export class LibraryIndex extends Context.Tag("@callsheet/database/LibraryIndex")<LibraryIndex, {
  readonly find: (orgId: string, id: string) => Effect.Effect<Option.Option<MediaRecord>, SqlError>
  readonly byHash: (orgId: string, sha256: string) => Effect.Effect<Option.Option<MediaRecord>, SqlError>
  /** The newest audio file with this hash or name; the name's ending may be left out. */
  readonly audioNamed: (orgId: string, wanted: string) => Effect.Effect<Option.Option<MediaRecord>, SqlError>
  /** How many files of each kind a filter finds. */
  readonly counts: (
    orgId: string,
    filter: WordsFilter
  ) => Effect.Effect<ReadonlyArray<{ readonly kind: MediaKind; readonly files: number }>, SqlError>
  /** Newest first. */
  readonly list: (orgId: string, filter: MediaFilter) => Effect.Effect<ReadonlyArray<MediaRecord>, SqlError>
  /** The same file of the org that is on its way already, or a new upload; none where too many are open. */
  readonly open: (
    upload: Omit<UploadRecord, "received">,
    most: number
  ) => Effect.Effect<Option.Option<UploadRecord>, SqlError>
  readonly upload: (orgId: string, id: string) => Effect.Effect<Option.Option<UploadRecord>, SqlError>
  /** Of those who write to one upload at a time one may; none: somebody else does. */
  readonly claim: (id: string, forMillis: number) => Effect.Effect<Option.Option<UploadRecord>, SqlError>
  /** Lets the next one write, and says how much has arrived where that changed. */
  readonly release: (id: string, received: number | null) => Effect.Effect<void, SqlError>
  readonly forget: (id: string) => Effect.Effect<void, SqlError>
  readonly expired: Effect.Effect<ReadonlyArray<UploadRecord>, SqlError>
  /** Stores the file and its row together, and ends the upload. Where the org has this file already, that one stays. */
  readonly take: <E, R>(
    uploadId: string,
    row: NewMedia,
    store: Effect.Effect<void, E, R>
  ) => Effect.Effect<MediaRecord, SqlError | E, R>
  readonly edit: (
    orgId: string,
    id: string,
    words: MediaWords,
    by: string
  ) => Effect.Effect<Option.Option<MediaRecord>, SqlError>
  /** Removes row and file together, unless something needs it. */
  readonly remove: <E, R>(
    orgId: string,
    id: string,
    by: string,
    drop: (media: MediaRecord) => Effect.Effect<void, E, R>
  ) => Effect.Effect<
    | { readonly _tag: "unknown" }
    | { readonly _tag: "needed"; readonly by: ReadonlyArray<string> }
    | { readonly _tag: "removed"; readonly media: MediaRecord },
    SqlError | E,
    R
  >
  readonly use: (id: string, usedBy: string) => Effect.Effect<void, SqlError>
  /** These files and no others are what `usedBy` of the org needs. */
  readonly useOnly: (orgId: string, ids: ReadonlyArray<string>, usedBy: string) => Effect.Effect<void, SqlError>
}>() {
  static readonly layer = Layer.effect(this, Effect.map(SqlClient.SqlClient, make))
}
