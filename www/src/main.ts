import './style.css';
import { byId } from './dom.js';
import { workOffline } from './offline.js';
import { receivePanel } from './receive-panel.js';
import { isShared } from './share-link.js';
import { signPanel } from './sign-panel.js';
import { tabs } from './tabs.js';
import { verifyPanel } from './verify-panel.js';

const verify = verifyPanel();
const sign = signPanel((webhook) => {
  verify.fill(webhook);
  select('verify');
  byId('tab-verify').focus();
});
receivePanel();

const select = tabs(byId('tabs'), (panel) => {
  if (panel === 'sign') sign.refresh();
  byId('strip').hidden = panel !== 'verify';
  if (!isShared(location.hash) || panel !== 'verify') history.replaceState(null, '', `#${panel}`);
});

/** #sign and #receive open their tab; anything else is the first one's. */
const open = () => {
  const named = location.hash.slice(1);
  select(named === 'sign' || named === 'receive' ? named : 'verify');
};
addEventListener('hashchange', open);
open();
workOffline(byId('offline'));
