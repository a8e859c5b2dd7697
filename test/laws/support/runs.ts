/** How often a law is tried: half as often as usual on every push, twenty times as often by `npm run test:deep`. */
export const runs = (usual: number): { readonly numRuns: number } => ({
  numRuns: process.env.GUILDHALL_DEEP === '1' ? 20 * usual : Math.ceil(usual / 2),
})
