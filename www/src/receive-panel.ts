/** The tab with a receiver for each framework. */
import { codeBlock } from './copy.js';
import { byId, el } from './dom.js';
import { receivers } from './receivers.js';
import { tabs } from './tabs.js';

export function receivePanel(): void {
  const [list, panels] = [byId('frameworks'), byId('receivers')];
  for (const { name, install, file, code, note } of receivers) {
    const id = `receive-${name.toLowerCase()}`;
    list.append(
      el('button', { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': id }, name),
    );
    const [command, source] = [codeBlock('Install'), codeBlock(file)];
    command.set(install);
    source.set(code.trimEnd());
    panels.append(
      el(
        'div',
        { id, role: 'tabpanel', 'aria-labelledby': `tab-${id}`, hidden: '' },
        el('p', {}, note),
        command.figure,
        source.figure,
      ),
    );
  }
  tabs(list)(`receive-${receivers[0]?.name.toLowerCase()}`);
}
