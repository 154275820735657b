/**
 * The filter for gateways as it is released: the module, and an OCI image layout of it in a tar,
 * which a registry takes (`crane push`, `skopeo copy oci-archive:`) and Istio's agent reads.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGateway, sha256 } from '../build/gateway.js';
import { run } from '../lib/shell.js';

/** Writes both into a folder. */
export async function writeGateway(into, version) {
  mkdirSync(into, { recursive: true });
  const module = join(into, 'hookproof-gateway.wasm');
  cpSync(await buildGateway(), module);
  const layout = mkdtempSync(join(tmpdir(), 'hookproof-oci-'));
  try {
    writeLayout(layout, readFileSync(module), version);
    // The same bytes wherever and whenever it is made.
    const same = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
    const plain = ['--format=ustar', '--mode=u=rwX,go=rX'];
    const tar = join(into, 'hookproof-gateway.oci.tar');
    await run('tar', [
      '-cf',
      tar,
      ...same,
      ...plain,
      '-C',
      layout,
      'blobs',
      'index.json',
      'oci-layout',
    ]);
  } finally {
    rmSync(layout, { recursive: true });
  }
}

/**
 * Writes the layout of https://github.com/opencontainers/image-spec/blob/main/image-layout.md, with
 * the two layers that hosts of WebAssembly look for. Neither is compressed: releases of zlib
 * differ.
 */
function writeLayout(folder, module, version) {
  const blobs = join(folder, 'blobs', 'sha256');
  mkdirSync(blobs, { recursive: true });
  const blob = (mediaType, bytes) => {
    const hex = sha256(bytes);
    writeFileSync(join(blobs, hex), bytes);
    return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
  };
  const json = (value) => Buffer.from(JSON.stringify(value));
  const layers = [
    blob('application/vnd.module.wasm.content.layer.v1+wasm', module),
    blob('application/vnd.module.wasm.config.v1+json', json({ type: 'envoy_proxy' })),
  ];
  const diffs = layers.map(({ digest }) => digest);
  const config = blob(
    'application/vnd.oci.image.config.v1+json',
    json({ architecture: 'wasm', os: 'wasi', rootfs: { type: 'layers', diff_ids: diffs } }),
  );
  const manifestType = 'application/vnd.oci.image.manifest.v1+json';
  const annotations = { 'org.opencontainers.image.version': version };
  const manifest = { schemaVersion: 2, mediaType: manifestType, config, layers, annotations };
  const named = {
    ...blob(manifestType, json(manifest)),
    annotations: { 'org.opencontainers.image.ref.name': version },
  };
  const index = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [named],
  };
  writeFileSync(join(folder, 'index.json'), json(index));
  writeFileSync(join(folder, 'oci-layout'), json({ imageLayoutVersion: '1.0.0' }));
}
