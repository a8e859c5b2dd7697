/**
 * What a question costs beside others who answer it: a floor of bit sets and one of Maps and Sets, CASL, casbin and
 * accesscontrol; five roles with inheritance, sixty permissions, 1,000 users in 100 organizations, 10,000 questions, half of
 * them yes. All must agree on every answer. Then how it grows with users, organizations and roles. By the CPU that it takes,
 * so that others on the machine do not count. It reports, and gates nothing. Less than a minute.
 */
import { createMongoAbility } from '@casl/ability'
import { AccessControl } from 'accesscontrol'
import { newEnforcer, newModelFromString } from 'casbin'
import { type AccessFacts, createAccess, definePolicy, type Policy, type ResolvedPermission } from 'guildhall'
import { cpu, inRounds, printTable } from './parts/rounds.js'

interface Question {
  readonly user: number
  readonly permission: string
  readonly place: number
}

interface World {
  readonly permissions: readonly string[]
  /** What each role holds by itself, the last the highest: each inherits the one before. */
  readonly own: readonly (readonly string[])[]
  readonly all: readonly (readonly string[])[]
  readonly roleOfUser: readonly number[]
  readonly organizations: number
  readonly questions: readonly Question[]
}

const dice = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}

function worldOf({ users = 1_000, organizations = 100, roles = 5, questions = 10_000 } = {}): World {
  const random = dice(1)
  const pick = (below: number) => Math.floor(random() * below)
  const permissions = Array.from({ length: 60 }, (_, at) => `thing${Math.floor(at / 5)}:act${at % 5}`)
  const own = Array.from({ length: roles }, (_, role) =>
    permissions.filter((_, at) => at % roles === role || (roles > 60 && at === role % 60)),
  )
  const all = own.map((_, role) => own.slice(0, role + 1).flat())
  const roleOfUser = Array.from({ length: users }, () => pick(roles))
  const asked: Question[] = []
  while (asked.length < questions) {
    const user = pick(users)
    const place = pick(permissions.length)
    const permission = permissions[place] ?? ''
    const yes = all[roleOfUser[user] ?? 0]?.includes(permission) === true
    if (yes === (asked.length % 2 === 0)) asked.push({ user, permission, place })
  }
  return { permissions, own, all, roleOfUser, organizations, questions: asked }
}

/** Answers every question of the world; how many were yes. */
type Contestant = (questions: readonly Question[]) => number

const counting =
  (can: (question: Question) => boolean): Contestant =>
  (questions) => {
    let yes = 0
    for (const question of questions) if (can(question)) yes++
    return yes
  }

const roleName = (role: number) => `role${role}`
const organizationOf = ({ organizations }: World, user: number) => `org_${user % organizations}`

function floorOfBits({ permissions, all, roleOfUser }: World) {
  const index = new Map(permissions.map((name, at) => [name, at]))
  const words = Math.ceil((permissions.length * 2 + 55) / 32)
  const sets = all.map((names) => {
    const bits = new Uint32Array(words)
    for (const name of names) {
      const at = index.get(name) ?? 0
      bits[at >>> 5] = (bits[at >>> 5] ?? 0) | (1 << (at & 31))
    }
    return bits
  })
  const ofUser = roleOfUser.map((role) => Uint32Array.from(sets[role] ?? []))
  const holds = (user: number, at: number) => (((ofUser[user]?.[at >>> 5] ?? 0) >>> (at & 31)) & 1) === 1
  return {
    byName: counting(({ user, permission }) => {
      const at = index.get(permission)
      return at !== undefined && holds(user, at)
    }),
    byPlace: counting(({ user, place }) => holds(user, place)),
  }
}

function floorOfSets({ all, roleOfUser }: World): Contestant {
  const ofUser = new Map(roleOfUser.map((role, user) => [user, new Set(all[role])]))
  return counting(({ user, permission }) => ofUser.get(user)?.has(permission) === true)
}

function policyOf({ permissions, own }: World): Policy {
  const roles = own.map((held, role) => [
    roleName(role),
    { permissions: held, inherits: role === 0 ? [] : [roleName(role - 1)] },
  ])
  // Its names are made here, so that no type knows them.
  return (definePolicy as (definition: unknown) => Policy)({
    permissions,
    roles: { ...Object.fromEntries(roles), admin: {} },
    defaultRole: roleName(0),
  })
}

const nothing = { roles: [], teams: [], groups: [], workspaces: [], resources: [], assignments: [] }

const factsOf = (world: World, user: number): AccessFacts => ({
  ...{ organizationId: organizationOf(world, user), organizationStatus: 'active', userId: `u${user}` },
  ...{
    memberId: `mem_${user}`,
    role: roleName(world.roleOfUser[user] ?? 0),
    status: 'active',
    revision: 1,
    commitId: 'c',
  },
  ...nothing,
})

function guildhall(world: World) {
  const policy = policyOf(world)
  const accesses = world.roleOfUser.map((_, user) => createAccess(policy, factsOf(world, user)))
  const handles: readonly ResolvedPermission[] = world.permissions.map((name) => policy.resolve(name))
  return {
    byName: counting(({ user, permission }) => accesses[user]?.can(permission) === true),
    byPlace: counting(({ user, place }) => {
      const handle = handles[place]
      return handle !== undefined && accesses[user]?.can(handle) === true
    }),
  }
}

const split = (permission: string): [string, string] => {
  const [thing = '', act = ''] = permission.split(':')
  return [act, thing]
}

function casl({ all, roleOfUser }: World): Contestant {
  const abilities = all.map((names) =>
    createMongoAbility(names.map(split).map(([action, subject]) => ({ action, subject }))),
  )
  return counting(({ user, permission }) => abilities[roleOfUser[user] ?? 0]?.can(...split(permission)) === true)
}

function accesscontrol({ own, roleOfUser }: World): Contestant {
  const control = new AccessControl()
  own.forEach((names, role) => {
    const name = roleName(role)
    control.grant(name)
    if (role > 0) control.extendRole(name, roleName(role - 1))
    // It knows four actions only: the action goes into the name of the resource.
    for (const permission of names) control.grant(name).readAny(permission.replace(':', '-'))
  })
  return counting(
    ({ user, permission }) =>
      control.can(roleName(roleOfUser[user] ?? 0)).readAny(permission.replace(':', '-')).granted,
  )
}

const model = `
[request_definition]
r = sub, dom, obj, act
[policy_definition]
p = sub, obj, act
[role_definition]
g = _, _, _
g2 = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = g(r.sub, p.sub, r.dom) && r.obj == p.obj && r.act == p.act`

async function casbin(world: World): Promise<Contestant> {
  const enforcer = await newEnforcer(newModelFromString(model))
  const held = world.all.flatMap((names, role) => names.map(split).map(([act, thing]) => [roleName(role), thing, act]))
  await enforcer.addPolicies(held)
  await enforcer.addGroupingPolicies(
    world.roleOfUser.map((role, user) => [`u${user}`, roleName(role), organizationOf(world, user)]),
  )
  return counting(({ user, permission }) => {
    const [act, thing] = split(permission)
    return enforcer.enforceSync(`u${user}`, organizationOf(world, user), thing, act)
  })
}

const nanoseconds = (milliseconds: number) =>
  milliseconds < 1 ? `${(milliseconds * 1e6).toFixed(1)} ns` : `${(milliseconds * 1e3).toFixed(0)} µs`

/** Everybody against everybody, few questions for the slow. */
async function againstOthers(): Promise<void> {
  const world = worldOf()
  const bits = floorOfBits(world)
  const ours = guildhall(world)
  const fast = {
    'bit sets, by place (floor)': bits.byPlace,
    'Guildhall, resolved': ours.byPlace,
    'bit sets, by name (floor)': bits.byName,
    'Guildhall, by name': ours.byName,
    'Map and Set (floor)': floorOfSets(world),
  }
  const slow = { CASL: casl(world), accesscontrol: accesscontrol(world), casbin: await casbin(world) }
  const few = world.questions.slice(0, 200)
  for (const [name, answer] of Object.entries({ ...fast, ...slow })) {
    const questions = name === 'casbin' ? few : world.questions
    for (const question of questions) {
      const right = world.all[world.roleOfUser[question.user] ?? 0]?.includes(question.permission) === true ? 1 : 0
      if (answer([question]) !== right) throw new Error(`\`${name}\` answers \`${question.permission}\` wrongly`)
    }
  }
  const runs = (contestants: { readonly [name: string]: Contestant }, questions: readonly Question[]) =>
    new Map(
      Object.entries(contestants).map(([name, answer]) => [
        name,
        async (times: number) => {
          for (let done = 0; done < times; done += questions.length) answer(questions)
        },
      ]),
    )
  global.gc?.() // all that lives is then where what lives long is kept
  const quick = await inRounds(runs(fast, world.questions), { each: 1_000_000, milliseconds: 15_000, clock: cpu })
  const others = await inRounds(runs(slow, few), { each: few.length, milliseconds: 8_000, clock: cpu })
  const all = new Map([...quick, ...others])
  const floor = { resolved: quick.get('bit sets, by place (floor)'), named: quick.get('bit sets, by name (floor)') }
  const rows = [...all].map(([name, { median, low, high }]) => {
    const base = name.includes('place') || name.includes('resolved') ? floor.resolved : floor.named
    return [
      name,
      nanoseconds(median),
      `${nanoseconds(low)} to ${nanoseconds(high)}`,
      `${(median / (base?.median ?? 1)).toFixed(2)}×`,
    ]
  })
  console.log('\n  one question; 10,000 of them, half yes, all agree (casbin asked 200 of them)')
  printTable([['', 'median', 'middle half', 'of its floor'], ...rows])
}

/** How a question's cost grows, beside how that of the floor does, measured in the same rounds. */
async function growth(): Promise<void> {
  const sizes = {
    base: {},
    'ten times the users': { users: 10_000 },
    'ten times the organizations': { organizations: 1_000 },
    'ten times the roles': { roles: 50 },
  }
  const contestants = Object.entries(sizes).map(([size, options]) => {
    const world = worldOf(options)
    return { size, questions: world.questions, floor: floorOfBits(world).byName, ours: guildhall(world).byName }
  })
  const runs = new Map(
    contestants.flatMap(({ size, questions, floor, ours }) =>
      Object.entries({ floor, ours }).map(([who, answer]): [string, (times: number) => Promise<unknown>] => [
        `${who} ${size}`,
        async (times) => {
          for (let done = 0; done < times; done += questions.length) answer(questions)
        },
      ]),
    ),
  )
  global.gc?.()
  const measured = await inRounds(runs, { each: 500_000, milliseconds: 15_000, clock: cpu })
  const of = (who: string, size: string) => measured.get(`${who} ${size}`)?.median ?? Number.NaN
  const rows = Object.keys(sizes).map((size) => {
    const grown = { floor: of('floor', size) / of('floor', 'base'), ours: of('ours', size) / of('ours', 'base') }
    return [
      size,
      nanoseconds(of('floor', size)),
      nanoseconds(of('ours', size)),
      `${(grown.ours / grown.floor).toFixed(2)}×`,
    ]
  })
  console.log('\n  growth: how much more ours grows than the floor')
  printTable([['', 'floor', 'Guildhall', 'growth, of the floor’s'], ...rows])
}

await againstOthers()
await growth()
