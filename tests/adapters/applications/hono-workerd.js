import { marked } from '../marked.js';
import { honoApp } from './hono-app.js';

export default { fetch: marked(honoApp().fetch) };
