/** What `npm run hunt` runs, in order: `run({ minutes })` gives how much was tried, of what, and how often it went wrong. */
export const hunts = [];
