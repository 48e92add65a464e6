/**
 * What each sealed secret of an account is bound to. Anyone who seals and anyone who opens must name the same, or it does not
 * open: a value moved to another account, or swapped for its twin, is useless.
 */
export interface Owner {
  readonly id: string
  readonly orgId: string
}

export const tokenOf = (account: Owner, token: "access" | "refresh") => ({
  purpose: `account.${token}`,
  orgId: account.orgId,
  subject: account.id
})

/** An upload address is as good as a key for one hour; `publishId` is what it uploads to. */
export const uploadUrlOf = (orgId: string, publishId: string) => ({ purpose: "upload.url", orgId, subject: publishId })
