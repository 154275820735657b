/**
 * Returns a pattern for a text in which `…` stands for anything. White space at its end does not
 * count.
 */
export function patternOf(text) {
  const parts = text.trimEnd().split('…');
  return new RegExp(
    `^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\s\\S]*?')}\\s*$`,
  );
}
