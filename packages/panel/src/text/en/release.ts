export const release = {}
