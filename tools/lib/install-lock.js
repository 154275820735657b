/**
 * Lets one process at a time install something: `npm test` runs suites side by side, and neither
 * apt nor a folder outlives two that write at once.
 */
let holders = 0;
let granted = Promise.resolve();

/** Runs `install` while no suite of another process installs. What it calls may ask again. */
export async function installing(install) {
  if (holders++ === 0) granted = asked();
  await granted;
  try {
    return await install();
  } finally {
    if (--holders === 0) process.send?.({ hasInstalled: true });
  }
}

/** Whoever runs the suites says when; a process that is nobody's need not wait. */
const asked = async () => {
  if (process.send === undefined) return;
  process.send({ wantsToInstall: true });
  await new Promise((resolve) => {
    const onMessage = ({ mayInstall }) => {
      if (mayInstall !== true) return;
      process.off('message', onMessage);
      resolve();
    };
    process.on('message', onMessage);
  });
};
