/**
 * What `npm run hunt` runs, in order: `run({ minutes, part })` gives how much was tried, of what,
 * and how often it went wrong.
 */
import { hunts as constantTime } from '../constant-time/index.js';
import { hunts as differential } from '../differential/index.js';
import { hunts as faults } from '../faults/index.js';
import { hunts as fuzzing } from '../fuzz/index.js';
import { hunts as hostile } from '../hostile/index.js';
import { hunts as hygiene } from '../hygiene/index.js';
import { hunts as mutants } from '../mutants/index.js';
import { hunts as properties } from '../properties/index.js';
import { hunts as verdict } from '../verdict/index.js';

export const hunts = [
  ...properties,
  ...differential,
  ...verdict,
  ...fuzzing,
  ...mutants,
  ...constantTime,
  ...hostile,
  ...faults,
  ...hygiene,
];
