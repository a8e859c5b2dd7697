/**
 * One seed for the property tests of a push, so that a change is judged by what it changed; the deep tests take a new
 * one each time, and so does `GUILDHALL_SEED=random npm test`. fast-check prints the seed of what it found.
 */
import { configureGlobal, readConfigureGlobal } from 'fast-check'

const { GUILDHALL_DEEP, GUILDHALL_SEED = GUILDHALL_DEEP === '1' ? 'random' : '20261124' } = process.env

if (GUILDHALL_SEED !== 'random') configureGlobal({ ...readConfigureGlobal(), seed: Number(GUILDHALL_SEED) })
