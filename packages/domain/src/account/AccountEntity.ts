import { actorEntity } from "../ActorEntity.ts"
import { AccountCommand } from "./AccountCommand.ts"
import { AccountError } from "./AccountError.ts"
import { AccountReply } from "./AccountView.ts"

export const AccountEntity = actorEntity("Account", {
  command: AccountCommand,
  answer: AccountReply,
  error: AccountError
})
