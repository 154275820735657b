import { defineHandler } from 'nitro';
import { outcome } from '../suite.js';

export default defineHandler(() => outcome());
