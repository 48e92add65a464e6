import { render } from "preact"
import { Frame } from "./app/Frame.tsx"
import { routeAt } from "./app/Routes.ts"
import { guestToken } from "./data/Guest.ts"
import { start, useLive } from "./data/Live.ts"
import { SignInPage } from "./pages/SignInPage.tsx"
import { loadText } from "./text/Text.ts"
import { applyTheme } from "./ui/Theme.ts"

const App = () => {
  const { me } = useLive()
  if (me === null) return null
  return me.sessionId === null ? <SignInPage mode={me.mode} /> : <Frame />
}

/** A review link is for people without an account: its page loads nothing of the panel and asks for no session. */
const begin = async () => {
  await loadText()
  const root = document.getElementById("app")
  if (root === null) return
  const token = guestToken(location.pathname)
  if (token !== null) {
    const { GuestPage } = await import("./pages/GuestPage.tsx")
    return render(<GuestPage token={token} />, root)
  }
  // The page is on its way while the server says who asks.
  const ahead = routeAt(location.pathname)?.route.load()
  render(<App />, root)
  await Promise.all([start(), ahead?.catch(() => undefined)])
}

applyTheme()
void begin()
