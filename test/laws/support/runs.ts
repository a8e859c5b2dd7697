/** How often a law is tried: half as many times on every push as it says, and twenty times as many by `npm run test:deep`. */
export const runs = (onPush: number): { readonly numRuns: number } => ({
  numRuns: process.env.GUILDHALL_DEEP === '1' ? 20 * onPush : Math.ceil(onPush / 2),
})
