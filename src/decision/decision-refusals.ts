/** Refusals of the machinery itself. */
export const decisionRefusals = {
  'batch/too-large': ({
    operations,
    bytes,
    maxOperations,
    maxBytes,
  }: {
    operations: number
    bytes: number
    maxOperations: number
    maxBytes: number
  }) =>
    `one revision holds \`${maxOperations}\` operations and \`${maxBytes}\` bytes, this would take \`${operations}\` and \`${bytes}\`: split it`,
  'batch/interrupted': ({ problem }: { outcome: 'not-committed' | 'unknown'; problem: string }) =>
    `what came before is done, then it was interrupted: ${problem}`,
  'idempotency/key-reused': (_: { idempotencyKey: string }) =>
    'the idempotency key was used for the same command with another input',
  'plan/not-applicable': ({ command }: { command: string }) =>
    `a plan of \`${command}\` is only to be read: what it needs is not in a plan`,
}
