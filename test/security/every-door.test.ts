/** The list of doors that the tests of this folder knock on is complete, and each of its inputs goes through. */
import { describe, expect, test } from 'vitest'
import { everyCommand, everyDoor, knock, methodsOf, peopled } from './every-door.js'

describe('the list of doors', () => {
  test('names every method of a hall', async () => {
    const { hall } = await peopled()
    const doors = [...everyDoor.keys()]
    const commands = [...everyCommand.keys()]

    // the few that take another input are tested by name
    const others = ['batch', 'attempt.batch', 'plan.batch', 'apply', 'attempt.apply', 'subscribe', 'maintain', 'on']
    const twins = commands.flatMap((name) => [`attempt.${name}`, `plan.${name}`])
    expect(methodsOf(hall).sort()).toEqual([...doors, ...twins, ...others].sort())
  })

  test.each([...everyDoor])('%s goes through', async (name, door) => {
    const scene = await peopled()
    await door.prepare?.(scene)

    await expect(knock(scene.hall, name, door.input(scene, 'abe'))).resolves.toBeDefined()
  })
})
