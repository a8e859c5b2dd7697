/** Random edits of plain JSON, as somebody may make them on its way through a browser. */
import fc from 'fast-check'

interface Edit {
  readonly at: number
  readonly how: 'replace' | 'drop' | 'add'
  readonly value: number
}

type Json = { [field: string]: unknown }

/** Some edits as one function; `pool` are values to put in besides the usual ones. */
export const edits = (most: number) =>
  fc
    .array(
      fc.record({
        at: fc.nat({ max: 10_000 }),
        how: fc.constantFrom('replace', 'replace', 'drop', 'add'),
        value: fc.nat({ max: 10_000 }),
      }) as fc.Arbitrary<Edit>,
      { minLength: 1, maxLength: most },
    )
    .map((list) =>
      Object.assign(
        (json: Json, pool: readonly unknown[]) => {
          for (const edit of list) apply(json, edit, pool)
          return json
        },
        { [fc.toStringMethod]: () => JSON.stringify(list) },
      ),
    )

const usual = [
  ...['admin', 'manager', 'guest', 'member.remove', 'member.changeRole', 'member.transferAdmin', 'batch', 'u0', 'u5'],
  ...['organization.delete', 'invitation.invite', 'u5@acme.test', '2999-01-01T00:00:00Z', '', '__proto__'],
  ...[0, 1, -1, 2, null, true, false, {}, [], { userId: 'u0' }, { system: 'root' }, ['u5@acme.test']],
]
const keys = [
  'role',
  'memberId',
  'reason',
  'actor',
  'organizationId',
  'idempotencyKey',
  'seatLimit',
  'emails',
  'status',
]

function apply(json: Json, { at, how, value }: Edit, pool: readonly unknown[]): void {
  const places = placesIn(json)
  const [container, key] = places[at % places.length] ?? [json, 'command']
  const values = [...usual, ...pool]
  const put = values[value % values.length]
  if (how === 'replace') container[key] = put
  else if (how === 'add') container[keys[value % keys.length] ?? 'role'] = put
  else delete container[key]
}

/** Every place in the JSON; those of the input, which decides most, come several times. */
function placesIn(json: Json): [Json, string][] {
  const { input } = json
  const inside = typeof input === 'object' && input !== null ? within(input as Json) : []
  const top = Object.keys(json).map((key): [Json, string] => [json, key])
  return [...inside, ...inside, ...inside, ...top, ...within(json)]
}

function within(container: Json): [Json, string][] {
  return Object.entries(container).flatMap(([key, value]): [Json, string][] => [
    [container, key],
    ...(typeof value === 'object' && value !== null ? within(value as Json) : []),
  ])
}
