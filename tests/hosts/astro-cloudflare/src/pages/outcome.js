import { outcome } from '../../suite.js';

export const GET = async () => Response.json(await outcome());
