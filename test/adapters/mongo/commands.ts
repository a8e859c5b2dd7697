/** Commands that a client sends, as the driver's monitoring tells them. */
import type { CommandStartedEvent, MongoClient } from 'mongodb'

export type Command = { readonly [field: string]: unknown }

const counted = ['find', 'aggregate', 'getMore', 'insert', 'update', 'delete', 'findAndModify']

/** Calls `note` with every command on data, and its name; the client must have been made with `monitorCommands`. */
export function watch(client: MongoClient, note: (name: string, command: Command) => void): void {
  client.on('commandStarted', ({ commandName, command }: CommandStartedEvent) => {
    if (counted.includes(commandName)) note(commandName, plain(command))
  })
}

/** The driver keeps an order in a map, whose entries no look at its keys would show. */
const plain = ({ sort, ...command }: Command): Command => ({
  ...command,
  ...(sort !== undefined && { sort: sort instanceof Map ? Object.fromEntries(sort) : sort }),
})

/** The clear, which runs right behind a commit, and which nobody waits for. */
export const isClear = (name: string, command: Command): boolean => name === 'update' && setsPendingNull(command)

function setsPendingNull({ updates }: Command): boolean {
  return (updates as { u: { $set?: { pending?: unknown } } }[]).some(({ u }) => u.$set?.pending === null)
}

export const isOfClaims = (command: Command): boolean => Object.values(command).includes('guildhall_claims')
