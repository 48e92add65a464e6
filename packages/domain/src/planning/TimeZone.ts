import { DateTime, Option, Schema } from "effect"

/** An IANA zone that this machine knows, such as `Europe/Berlin`. */
export const TimeZoneName = Schema.NonEmptyTrimmedString.pipe(
  Schema.maxLength(64),
  Schema.filter((name) => Option.isSome(DateTime.zoneMakeNamed(name)), {
    message: () => "expected an IANA time zone such as Europe/Berlin",
    arbitrary: () => (fc) =>
      fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia")
  })
)
export type TimeZoneName = typeof TimeZoneName.Type
