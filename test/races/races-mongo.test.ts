import { racesOnMongo } from './races-mongo.js'
import { scenarios } from './scenarios.js'

racesOnMongo({ trials: 10, portion: 10, of: scenarios })
