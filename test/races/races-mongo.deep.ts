import { racesOnMongo } from './races-mongo.js'
import { scenarios } from './scenarios.js'

racesOnMongo({ trials: Number(process.env.GUILDHALL_TRIALS ?? 2_000), portion: 50, of: scenarios })
