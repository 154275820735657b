/** Marks each answer of an application, as a middleware might: one given twice is marked twice. */
export const marked =
  (answer) =>
  // Deno gives a function without a parameter no request.
  async (request, ...rest) => {
    const response = await answer(request, ...rest);
    response.headers.append('x-marked', 'once');
    return response;
  };
