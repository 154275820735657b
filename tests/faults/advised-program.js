import { outcome } from './advised.js';

console.log(JSON.stringify(outcome));
