/**
 * The corpora, one tar a target. They are not compressed: git compresses them itself, and of a
 * version that follows it stores only what differs.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../tools/lib/shell.js';

/** Where a corpus that is worked on by hand lies unpacked, as cargo-fuzz expects it. */
export const corpora = join(import.meta.dirname, 'corpus');

export const packed = (target) => join(corpora, `${target}.tar`);

/** Without what differs from one machine to another, the same inputs are the same bytes. */
const alike = ['--format=ustar', '--sort=name', '--mtime=@0', '--mode=u=rwX,go=rX'];
const unowned = ['--owner=0', '--group=0', '--numeric-owner'];

/**
 * Unpacks the corpus of a target. Returns its folder, the one in `folder` with the target's name.
 */
export async function unpack(target, folder) {
  mkdirSync(folder, { recursive: true });
  await run('tar', ['-xf', packed(target), '-C', folder]);
  return join(folder, target);
}

/** Packs the folder in `folder` with the target's name. This needs GNU tar, unpacking does not. */
export async function pack(target, folder) {
  await run('tar', [...alike, ...unowned, '-cf', packed(target), '-C', folder, target]);
}
