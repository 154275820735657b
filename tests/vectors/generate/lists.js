/**
 * The lists that several files are made of: webhooks with their verdicts, and messages with their
 * signatures.
 */
import { BODY, headers, ID, SECRET, sign, TIME } from './scheme.js';

export function webhookList() {
  const cases = [];
  const add = (
    name,
    rule,
    {
      secrets = [SECRET],
      body = BODY,
      now = TIME,
      tolerance = 300,
      minSecretBytes,
      headers: pairs,
    },
    expect,
  ) =>
    cases.push({
      name,
      rule,
      secrets,
      headers: pairs,
      body,
      now,
      tolerance,
      ...(minSecretBytes && { minSecretBytes }),
      ...expect,
    });

  /** An authentic webhook, with whatever is unusual about it. */
  const accept = (name, rule, parts = {}, found = {}) => {
    const { id = ID, time = TIME, signature = sign(parts) } = parts;
    add(
      name,
      rule,
      { ...parts, headers: parts.headers ?? headers({ id, time, signature }) },
      {
        accept: { id, timestamp: Number(time), secretIndex: 0, ...found },
      },
    );
  };

  /**
   * One with a fault. It is signed all the same, so that nothing but the fault can be the reason.
   */
  const refuse = (name, rule, code, parts = {}) => {
    const { id = ID, time = TIME, signature = sign(parts) } = parts;
    add(
      name,
      rule,
      { ...parts, headers: parts.headers ?? headers({ id, time, signature }) },
      { refuse: code },
    );
  };

  /** One whose secrets are the developer's mistake, which must not turn into a verdict. */
  const misuse = (name, rule, code, parts) => add(name, rule, parts, { throws: code });

  return { cases, accept, refuse, misuse };
}

export function signingList() {
  const signing = [];
  const signs = (name, parts = {}) => {
    const { id = ID, time = TIME, body = BODY, secrets: all = [SECRET] } = parts;
    const signature = all.map((secret) => sign({ id, time, body, secret })).join(' ');
    signing.push({ name, id, timestamp: time, body, secrets: all, signature });
  };
  const cannotSign = (name, code, parts) =>
    signing.push({ name, id: ID, timestamp: TIME, body: BODY, secrets: [SECRET], ...parts, code });

  return { signing, signs, cannotSign };
}
