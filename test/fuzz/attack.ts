/** One attack: a good input, spoiled; what may come of it, and what may not. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { isGuildhallError } from '../../src/index.js'
import { hostileKeys, hostileValues } from './hostile-values.js'
import { exampleOf, type Fixture, type Method, withoutInput } from './methods.js'

// ------------------------------------------------------------------------------------------------------------ attacks

/** Something that is done to an input. */
export type Blow =
  | { readonly do: 'replace the whole'; readonly at: number; readonly value: Hostile }
  | { readonly do: 'put'; readonly at: number; readonly value: Hostile }
  | { readonly do: 'drop'; readonly at: number }
  | {
      readonly do: 'add'
      readonly at: number
      readonly key: string
      readonly value: Hostile
      readonly how: 'define' | 'assign' | 'hide' | 'compute' | 'compute and throw'
    }
  | { readonly do: 'wrap'; readonly at: number; readonly how: 'transparent' | 'throws at times' | 'lies at times' }

/** The name of a hostile value, or of a stray one of the fixture; or any value at all. */
type Hostile = { readonly name: string } | { readonly anything: unknown }

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  withUnicodeString: true,
})

/** All that can be done to an input of this fixture. */
export function blows(fixture: Fixture): fc.Arbitrary<readonly Blow[]> {
  const names = [...Object.keys(hostileValues), ...Object.keys(fixture.stray)]
  const value: fc.Arbitrary<Hostile> = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...names).map((name) => ({ name })) },
    { weight: 1, arbitrary: anything.map((it) => ({ anything: it })) },
  )
  const at = fc.nat({ max: 1_000 })
  const key = fc.oneof(fc.constantFrom(...hostileKeys), fc.string({ unit: 'binary', maxLength: 8 }))
  const add = fc.record({
    do: fc.constant('add' as const),
    at,
    key,
    value,
    how: fc.constantFrom('define' as const, 'assign', 'hide', 'compute', 'compute and throw'),
  })
  const wrap = fc.record({
    do: fc.constant('wrap' as const),
    at,
    how: fc.constantFrom('transparent' as const, 'throws at times', 'lies at times'),
  })
  const blow: fc.Arbitrary<Blow> = fc.oneof(
    { weight: 1, arbitrary: fc.record({ do: fc.constant('replace the whole' as const), at, value }) },
    { weight: 9, arbitrary: fc.record({ do: fc.constant('put' as const), at, value }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('drop' as const), at }) },
    { weight: 4, arbitrary: add },
    { weight: 2, arbitrary: wrap },
  )
  return fc.array(blow, { minLength: 1, maxLength: 3 })
}

// -------------------------------------------------------------------------------------------------------- spoiled input

type Container = { [key: string]: unknown }

interface Place {
  readonly container: Container
  readonly key: string
  /** The field of the input that it is in. */
  readonly field: string
}

/** The input as it comes, and the fields that were touched: nothing else can be wrong with it. */
export interface Spoiled {
  readonly input: unknown
  readonly touched: ReadonlySet<string> | 'everything'
}

export function spoiled(fixture: Fixture, example: unknown, list: readonly Blow[]): Spoiled {
  const { stray } = fixture
  const hostile = (value: Hostile): unknown => {
    if (!('name' in value)) return value.anything
    return Object.hasOwn(stray, value.name) ? structuredClone(stray[value.name]) : hostileValues[value.name]?.()
  }
  const holder: Container = { input: structuredClone(example) }
  const touched = new Set<string>()
  let whole = false
  for (const blow of list) {
    const places = placesIn(holder.input)
    if (blow.do === 'replace the whole' || places.length === 0) {
      holder.input = blow.do === 'replace the whole' ? hostile(blow.value) : undefined
      whole = true
      continue
    }
    whole = strike(holder, places, blow, hostile, touched) || whole
  }
  return { input: holder.input, touched: whole ? 'everything' : touched }
}

/** Answers whether it struck the whole. */
function strike(
  holder: Container,
  places: readonly Place[],
  blow: Blow,
  hostile: (value: Hostile) => unknown,
  touched: Set<string>,
): boolean {
  const place = places[blow.at % places.length]
  if (place === undefined) return false
  if (blow.do === 'put' || blow.do === 'drop' || blow.do === 'replace the whole') {
    touched.add(place.field)
    if (blow.do === 'drop') drop(place)
    else define(place.container, place.key, { value: hostile(blow.value) })
    return false
  }
  const objects = [{ container: holder, key: 'input', field: '' }, ...places].filter(({ container, key }) =>
    isContainer(valueAt(container, key)),
  )
  const { container, key, field } = objects[blow.at % objects.length] ?? place
  const value = valueAt(container, key) as Container
  if (blow.do === 'wrap') {
    touched.add(field)
    define(container, key, { value: wrapped(value, blow.how) })
    return field === ''
  }
  touched.add(field === '' ? blow.key : field)
  add(value, blow.key, blow.how, () => hostile(blow.value))
  // another prototype: whatever it has, the input has too
  return field === '' && blow.how === 'assign' && blow.key === '__proto__'
}

function add(object: Container, key: string, how: Extract<Blow, { do: 'add' }>['how'], make: () => unknown): void {
  if (how === 'assign') assign(object, key, make())
  else if (how === 'define') define(object, key, { value: make() })
  else if (how === 'hide') define(object, key, { value: make(), enumerable: false })
  else
    define(object, key, {
      get: () => {
        if (how === 'compute and throw') throw new Error('from a getter of the input')
        return make()
      },
    })
}

function assign(object: Container, key: string, value: unknown): void {
  try {
    object[key] = value
  } catch {
    // a setter that throws, or nothing to write to
  }
}

/** What cannot be written to stays as it is: then it is spoiled otherwise, or not at all. */
function define(object: Container, key: string, what: PropertyDescriptor): void {
  const more = 'value' in what ? { writable: true } : {}
  try {
    Object.defineProperty(object, key, { enumerable: true, configurable: true, ...more, ...what })
  } catch {
    // frozen, a proxy, or a key that an array does not have
  }
}

function drop({ container, key }: Place): void {
  try {
    delete container[key]
  } catch {
    // the same
  }
}

/** Typed arrays are none: whatever is put into one is made a number first, which can take for ever. */
const isContainer = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)

/** What stands there, without running anything of what was put into the input before. */
function valueAt(container: Container, key: string): unknown {
  try {
    return Object.getOwnPropertyDescriptor(container, key)?.value
  } catch {
    return undefined
  }
}

/** Every place in the input, however deep; what cannot be looked into is left alone. */
function placesIn(value: unknown, field?: string, depth = 0): Place[] {
  if (!isContainer(value) || depth > 6) return []
  const container = value as Container
  return keysOf(container)
    .slice(0, 50)
    .flatMap((key): Place[] => {
      const own: Place = { container, key, field: field ?? key }
      return [own, ...placesIn(valueAt(container, key), own.field, depth + 1)]
    })
}

function keysOf(container: object): string[] {
  try {
    return Object.keys(container)
  } catch {
    return []
  }
}

function wrapped(value: object, how: Extract<Blow, { do: 'wrap' }>['how']): object {
  if (how === 'transparent') return new Proxy(value, {})
  let turns = 0
  const atTimes = <T>(truth: T, lie: T): T => {
    turns += 1
    if (turns % 3 !== 0) return truth
    if (how === 'throws at times') throw new Error('from a proxy of the input')
    return lie
  }
  return new Proxy(value, {
    get: (target, key) => atTimes<unknown>(Reflect.get(target, key), 'a lie'),
    has: (target, key) => atTimes(Reflect.has(target, key), true),
    ownKeys: (target) => atTimes(Reflect.ownKeys(target), Reflect.ownKeys(target)),
  })
}

// ----------------------------------------------------------------------------------------------------------- what came

const prototypes = [Object, Array, Function, String, Number, Boolean, Promise, Map, Set, Error, RegExp, Date]
const innocence = prototypes.map(({ prototype }) => Reflect.ownKeys(prototype).length)

/** Methods that only read, or that only look: they never write. */
const isReading = (path: string): boolean =>
  /^(plan\.|history\.|policy\.)/.test(path) ||
  /^(access|check|verify|subscribe|on)$/.test(path) ||
  /\.(get|list|bySlug|dashboard|ofUser|peek|ofEmail|teams|groups|workspaces|whoCan|reach|accessReport)$/.test(path)

/** What can only be said of the input as a whole. */
const ofTheWhole = ['could not be read', 'must be plain JSON', 'must be an object']

/** Calls a method with a spoiled input and looks at all that came of it. */
export async function strikeAt(fixture: Fixture, method: Method, list: readonly Blow[]): Promise<'done' | 'refused'> {
  const { input, touched } = spoiled(fixture, exampleOf(fixture, method.path), list)
  const came = await call(method, input)
  const after = fixture.world.storage.snapshot()
  const wrote = after !== fixture.snapshot
  try {
    expect(prototypes.map(({ prototype }) => Reflect.ownKeys(prototype).length)).toEqual(innocence)
    if (came.thrown) {
      expectTyped(method, came.error, touched)
      expect(wrote).toBe(false)
      return 'refused'
    }
    const { value } = came
    const refused = typeof value === 'object' && value !== null && Reflect.get(value, 'ok') === false
    if (refused || isReading(method.path)) expect(wrote).toBe(false)
    if (method.path === 'subscribe' && typeof value === 'function') value()
    if (withoutInput.includes(method.path)) return 'done'
    expect(impurityOf(method.path === 'access' ? Reflect.get(Object(value), 'facts') : value)).toBeUndefined()
    // whatever the caller does to what it got, and to what it gave, the store stays as it is
    ruin(value, 0)
    ruin(input, 0)
    expect(fixture.world.storage.snapshot() === after).toBe(true)
    return refused ? 'refused' : 'done'
  } finally {
    if (wrote) fixture.world.storage.restore(fixture.snapshot)
  }
}

type Came = { readonly thrown: false; readonly value: unknown } | { readonly thrown: true; readonly error: unknown }

async function call(method: Method, input: unknown): Promise<Came> {
  try {
    const answer = method.call(input)
    // a promise, or else it could throw before anybody waits for it
    if (!withoutInput.includes(method.path)) expect(answer).toBeInstanceOf(Promise)
    return { thrown: false, value: await answer }
  } catch (error) {
    return { thrown: true, error }
  }
}

function expectTyped({ path }: Method, error: unknown, touched: Spoiled['touched']): void {
  if (!isGuildhallError(error)) throw error
  // a plan that was spoiled may well be one that no longer holds
  const kinds = path.endsWith('apply') ? ['invalid-input', 'refused', 'stale'] : ['invalid-input', 'refused']
  if (!kinds.includes(error.kind)) throw error
  // `attempt` returns what is refused, and so does `plan`
  if (/^(attempt|plan)\./.test(path)) expect(error.kind).not.toBe('refused')
  expect(error.message.length).toBeGreaterThan(0)
  expect(impurityOf(error.details)).toBeUndefined()
  if (!isGuildhallError(error, 'input/invalid')) return
  const { issues } = error.details
  expect(issues.length).toBeGreaterThan(0)
  for (const { path: where, problem } of issues) {
    expect(problem).not.toBe('')
    if (touched === 'everything' || ofTheWhole.includes(problem)) continue
    const named = [...touched].some(
      (field) => where === field || where.startsWith(`${field}.`) || where.startsWith(`${field}[`),
    )
    expect([where, named, ...touched]).toEqual([where, true, ...touched])
  }
}

/** Where a result is no plain JSON, if anywhere. */
export function impurityOf(value: unknown, path = '', above: readonly unknown[] = []): string | undefined {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return undefined
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? undefined : `${path} is ${value}`
  if (typeof value !== 'object') return `${path} is ${typeof value}`
  if (above.includes(value)) return `${path} is a circle`
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== Array.prototype) return `${path} is no plain object`
  for (const key of Reflect.ownKeys(value)) {
    if (Array.isArray(value) && key === 'length') continue
    const { value: inside, get, enumerable } = Object.getOwnPropertyDescriptor(value, key) ?? {}
    const place = `${path}.${String(key)}`
    if (typeof key === 'symbol' || get !== undefined || enumerable !== true) return `${place} is hidden`
    const found = impurityOf(inside, place, [...above, value])
    if (found !== undefined) return found
  }
  return undefined
}

function ruin(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > 8) return
  try {
    for (const key of Object.keys(value).slice(0, 100)) {
      ruin(Reflect.get(value, key), depth + 1)
      Reflect.set(value, key, 'ruined')
    }
    Reflect.set(value, 'ruined', true)
  } catch {
    // what cannot be ruined is as good
  }
}
