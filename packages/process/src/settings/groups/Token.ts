import { Either } from "effect"

/** A token that nobody guesses. */
export const longToken = (text: string): Either.Either<string, string> =>
  /^\S{16,200}$/.test(text.trim())
    ? Either.right(text.trim())
    : Either.left("expected 16 to 200 characters without spaces; make one with: openssl rand -hex 24")
