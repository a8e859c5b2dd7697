import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The files that take longest, longest first; all of them together are half of a run. */
const longest = [
  'races/races-postgres',
  'laws/small-scope.',
  'adapters/postgres/conformance',
  'races/races.',
  'laws/small-scope-mutants',
  'adapters/mongo/conformance',
  'fuzz/only-typed-errors',
  'adapters/postgres/plans',
  'crashes/crashes-postgres',
  'crashes/kill',
]

/** The longest files first, so that no worker is left alone with one at the end: a fresh clone knows of no earlier run. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = longest.findIndex((name) => moduleId.includes(`/test/${name}`))
      return place === -1 ? longest.length : place
    }
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other))
  }
}
