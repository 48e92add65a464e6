import { remedyText } from "@callsheet/domain/Remedy"
import { errorOfCode, errorOfFailReason, tikTokFailure } from "@callsheet/tiktok/TikTokErrors"
import { faultOf, faults } from "@callsheet/tiktok/TikTokFaults"
import { assert, describe, it } from "@effect/vitest"

const error = (code: string, detail = "", status = 400) =>
  errorOfCode({ operation: "initDirect", code, logId: "L", detail, status })

/** Every name that the references give, with what it asks of us. */
const documented = {
  invalid_param: "refuse",
  invalid_params: "refuse",
  invalid_file_upload: "refuse",
  app_version_check_failed: "askPerson",
  invalid_publish_id: "askPerson",
  token_not_authorized_for_specified_publish_id: "askPerson",
  publish_not_cancellable: "refuse",
  scope_permission_missed: "reauth",
  access_token_invalid: "reauth",
  scope_not_authorized: "reauth",
  spam_risk_too_many_posts: "suspend",
  spam_risk_too_many_pending_share: "suspend",
  spam_risk_user_banned_from_posting: "askPerson",
  reached_active_user_cap: "appWide",
  unaudited_client_can_only_post_to_private_accounts: "askPerson",
  url_ownership_unverified: "appWide",
  privacy_level_option_mismatch: "askPerson",
  rate_limit_exceeded: "wait",
  internal_error: "retry",
  file_format_check_failed: "refuse",
  duration_check_failed: "refuse",
  frame_rate_check_failed: "refuse",
  picture_size_check_failed: "refuse",
  internal: "retry",
  video_pull_failed: "retry",
  photo_pull_failed: "retry",
  publish_cancelled: "refuse",
  auth_removed: "reauth",
  spam_risk_text: "askPerson",
  spam_risk: "askPerson",
  access_denied: "reauth",
  invalid_client: "appWide",
  invalid_grant: "reauth",
  invalid_request: "reauth",
  invalid_scope: "appWide",
  unauthorized_client: "appWide",
  unsupported_grant_type: "appWide",
  unsupported_response_type: "appWide",
  server_error: "retry",
  temporarily_unavailable: "retry"
} as const

describe("TikTokErrors", () => {
  it("F05: the table knows every documented name, and no other", () => {
    assert.deepStrictEqual(
      Object.fromEntries(Object.entries(faults).map(([code, { kind }]) => [code, kind] as const).toSorted()),
      Object.fromEntries(Object.entries(documented).toSorted())
    )
  })

  for (const code of Object.keys(documented)) {
    it(`F05: ${code} reads the same whichever way it comes, and says what to do`, () => {
      const fault = faultOf(code)
      const asAnswer = tikTokFailure(error(code))
      const asFailReason = tikTokFailure(errorOfFailReason(code))
      assert.strictEqual(asAnswer.tag, fault.tag)
      assert.strictEqual(asAnswer.remedy, remedyText(fault.steps))
      assert.deepStrictEqual(asAnswer, asFailReason)
      assert.match(asAnswer.message, /^[A-Z].+\.$/)
      assert.match(asAnswer.remedy, /^[A-Z].{10,}/)
    })
  }

  it("a spam risk of the future asks a person, and stops the account meanwhile", () => {
    const fault = error("spam_risk_something_new").fault
    assert.strictEqual(fault.kind, "askPerson")
    assert.strictEqual(fault.stops, "account")
  })

  it("names are compared whole: one that merely contains another is not taken for it", () => {
    assert.strictEqual(error("not_spam_risk").fault.tag, "TikTokRefused")
    assert.strictEqual(error("internal_error_of_some_kind", "", 400).fault.kind, "askPerson")
    assert.strictEqual(error("toString").fault.tag, "TikTokRefused")
  })

  it("D25: too many posts suspends the account for a whole rolling day", () => {
    assert.deepStrictEqual(error("spam_risk_too_many_posts").retry, { _tag: "after", millis: 86_400_000 })
  })

  it("the message never decides: the same words under two codes are two faults", () => {
    const words = "Please review our integration guidelines."
    assert.notStrictEqual(error("spam_risk_too_many_posts", words).fault, error("invalid_params", words).fault)
    assert.notInclude(error("spam_risk_too_many_posts", words).message, words)
    assert.include(error("invalid_params", "The chunk size is invalid").message, "The chunk size is invalid")
  })

  it("a refusal for good is never repeated, a passing one is", () => {
    assert.deepStrictEqual(error("invalid_params").retry, { _tag: "never" })
    assert.deepStrictEqual(error("internal_error", "", 500).retry, { _tag: "backoff" })
    assert.deepStrictEqual(errorOfFailReason("internal").retry, { _tag: "backoff" })
  })
})
