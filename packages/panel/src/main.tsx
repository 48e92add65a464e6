import { render } from "preact"
import { Frame } from "./app/Frame.tsx"
import { start, useLive } from "./data/Live.ts"
import { SignInPage } from "./pages/SignInPage.tsx"
import { loadText } from "./text/Text.ts"
import { applyTheme } from "./ui/Theme.ts"

const App = () => {
  const { me } = useLive()
  if (me === null) return null
  return me.sessionId === null ? <SignInPage mode={me.mode} /> : <Frame />
}

applyTheme()
void loadText().then(() => {
  const root = document.getElementById("app")
  if (root !== null) render(<App />, root)
  return start()
})
