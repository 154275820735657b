import { fetchApp } from '../../../../fetch-app.js';

// While Next builds, there is none.
export const POST = fetchApp(process.env.RECEIVER ?? 'by-hand');
