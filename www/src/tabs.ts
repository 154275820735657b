/**
 * Tabs as https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ describes them: one of them is in the tab
 * order, arrows, Home and End move and select.
 */
export function tabs(
  list: HTMLElement,
  selected: (panel: string) => void = () => {},
): (panel: string) => void {
  const all = [...list.querySelectorAll<HTMLElement>('[role=tab]')];
  const panelOf = (tab: HTMLElement) => tab.getAttribute('aria-controls') ?? '';

  const select = (chosen: HTMLElement) => {
    for (const tab of all) {
      const isChosen = tab === chosen;
      tab.setAttribute('aria-selected', String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      const panel = document.getElementById(panelOf(tab));
      if (panel !== null) panel.hidden = !isChosen;
    }
    selected(panelOf(chosen));
  };

  // A column becomes a row on a narrow screen, so it takes the arrows of both.
  const isVertical = list.getAttribute('aria-orientation') === 'vertical';
  const move = (at: number, key: string) => {
    if (key === 'ArrowRight' || (isVertical && key === 'ArrowDown'))
      return all[(at + 1) % all.length];
    if (key === 'ArrowLeft' || (isVertical && key === 'ArrowUp'))
      return all[(at - 1 + all.length) % all.length];
    if (key === 'Home') return all[0];
    if (key === 'End') return all.at(-1);
    return undefined;
  };

  for (const [at, tab] of all.entries()) {
    tab.addEventListener('click', () => select(tab));
    tab.addEventListener('keydown', (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const next = move(at, event.key);
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
      select(next);
    });
  }
  return (panel) => {
    const tab = all.find((each) => panelOf(each) === panel);
    if (tab !== undefined) select(tab);
  };
}
