import { useState } from "preact/hooks"
import { ask, useLive } from "../data/Live.ts"
import { refusalFrom } from "../data/Requests.ts"
import { may } from "../data/Roles.ts"
import type { Refusal } from "../data/Wire.ts"
import { t } from "../text/Text.ts"
import { moment } from "../text/Times.ts"
import { Button } from "../ui/Button.tsx"
import { Refused } from "../ui/Message.tsx"
import { Head } from "../ui/Section.tsx"
import { Table } from "../ui/Table.tsx"

const AccountsPage = () => {
  const { accounts, me } = useLive()
  const [error, setError] = useState<Refusal | null>(null)
  const connect = () => {
    ask("account.connect", { orgId: me?.orgId as never }).then(
      ({ authorizeUrl }) => location.assign(authorizeUrl),
      (failed: unknown) => setError(refusalFrom(failed))
    )
  }
  return (
    <>
      <Head title={t.shell.places.accounts}>
        {may("account.connect") ? <Button onClick={connect}>Connect account</Button> : null}
      </Head>
      <div class="sheet">
        <Refused error={error} />
        <Table
          label={t.shell.places.accounts}
          columns={[{ head: "Account" }, { head: "State" }, { head: "Consent until" }]}
        >
          {[...accounts.values()].map((account) => (
            <tr key={account.id}>
              <td class="b">
                @{account.username} <span class="mute">{account.nickname}</span>
              </td>
              <td>
                {account.status}
                {account.failure === null ? null : <div class="mute">{account.failure.message}</div>}
              </td>
              <td class="time">{moment(account.refreshExpiresAt)}</td>
            </tr>
          ))}
        </Table>
      </div>
    </>
  )
}

export default AccountsPage
