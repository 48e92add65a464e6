/**
 * How the state of every actor is read, and a person's consent wherever it travels. While two releases run side by side an
 * older owner may write what a newer one has written: fields it does not know stay where they are, at any depth, until what
 * holds them is replaced.
 */
export const keepLaterFields = { parseOptions: { onExcessProperty: "preserve" } } as const
