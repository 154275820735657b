import { comparePeer, peers } from './peers.js';
for (const name of ['svix (PyPI)','standardwebhooks (PyPI)']) {
const peer = peers.find((p)=>p.name===name);
const { met, unknown, count } = await comparePeer(peer, Number(process.argv[2]), Number(process.argv[3]));
console.log(name, count, unknown.length, [...met].map(([k,v])=>k+':'+v.count).join(' '));
console.log(unknown.slice(0,4).join('\n').slice(0,2500));}
