import { outcome } from '../suite.js';

export default defineEventHandler(() => outcome());
