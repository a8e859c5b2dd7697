/** How often a law is tried: so many times on every push, and twenty times as many by `npm run test:deep`. */
export const runs = (onPush: number): { readonly numRuns: number } => ({
  numRuns: process.env.GUILDHALL_DEEP === '1' ? 20 * onPush : onPush,
})
