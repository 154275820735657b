/** Deno, at a port that is free, as the Edge Functions of Supabase run. */
const { serve } = Deno;
const onListen = ({ port }) => console.log(`listening on http://127.0.0.1:${port}`);
Deno.serve = (handler) => serve({ port: 0, hostname: '127.0.0.1', onListen }, handler);

/* the block */
