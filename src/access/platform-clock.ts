/** The platform's clock, for access outside a hall that is given none. The one impurity of the core, and it has a file of its own. */
export const platformClock = (): number => Date.now()
