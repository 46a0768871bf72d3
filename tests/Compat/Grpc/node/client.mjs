// Calls a probe server in every way and prints one line of JSON for each case: {case, error}.
// Usage: node client.mjs <address of a plain server> <address of one that answers in gzip>
import assert from 'node:assert/strict';
import { promisify } from 'node:util';
import { grpc, megabyte, pattern, probe, raisedLimit, richError } from './probe.mjs';

const [plainAddress, gzipAddress] = process.argv.slice(2);
const insecure = grpc.credentials.createInsecure();
const limits = { 'grpc.max_receive_message_length': raisedLimit, 'grpc.max_send_message_length': raisedLimit };
const client = new probe.Probe(plainAddress, insecure, limits);
const guarded = new probe.Guarded(plainAddress, insecure);
const unary = promisify((ask, metadata, options, done) => client.unary(ask, metadata ?? new grpc.Metadata(), options ?? {}, done));
const awaitCancelled = promisify((name, done) => client.awaitCancelled({ waitAs: name }, done));
const progress = promisify((name, done) => client.progress({ progressAs: name }, done));

async function fails(code, call) {
  try {
    await call();
  } catch (error) {
    assert.equal(error.code, code, `expected ${grpc.status[code]}, found ${error.message}`);
    return error;
  }
  assert.fail(`expected ${grpc.status[code]}, found success`);
}

const read = async (stream) => {
  const found = [];
  for await (const answer of stream) found.push(answer);
  return found;
};

const ended = (stream) => new Promise((resolve, reject) => {
  stream.on('data', () => {});
  stream.on('end', resolve);
  stream.on('error', reject);
});

const firstAnswer = (stream) => new Promise((resolve, reject) => {
  stream.once('data', resolve);
  stream.once('error', reject);
});

// Several values of one header may come joined by commas.
const values = (metadata, key) => metadata.get(key).flatMap((value) => value.split(/, */));

const in_ = (milliseconds) => new Date(Date.now() + milliseconds);

const cases = {
  async unary() {
    const answer = await unary({ text: 'سلام', answerBytes: 3 });
    assert.equal(answer.text, 'سلام');
    assert.deepEqual(answer.payload, pattern(3));
  },

  async unary_empty() {
    assert.equal((await unary({})).text, '');
  },

  async unary_large() {
    const answer = await unary({ payload: pattern(8 * megabyte), answerBytes: 9 * megabyte });
    assert.equal(answer.receivedBytes, 8 * megabyte);
    assert.ok(pattern(9 * megabyte).equals(answer.payload));
  },

  async unary_over_server_limit() {
    await fails(grpc.status.RESOURCE_EXHAUSTED, () => promisify(guarded.open.bind(guarded))({ payload: pattern(5000) }));
  },

  async unary_over_client_limit() {
    const strict = new probe.Probe(plainAddress, insecure, { 'grpc.max_receive_message_length': 1000 });
    await fails(grpc.status.RESOURCE_EXHAUSTED, () => promisify(strict.unary.bind(strict))({ answerBytes: 5000 }));
  },

  async gather() {
    const answer = await new Promise((resolve, reject) => {
      const call = client.gather((error, value) => error ? reject(error) : resolve(value));
      for (let i = 0; i < 500; i++) call.write({ text: 'a', payload: pattern(i) });
      call.end();
    });
    assert.equal(answer.receivedMessages, 500);
    assert.equal(answer.receivedBytes, 124750);
  },

  async gather_large() {
    const answer = await new Promise((resolve, reject) => {
      const call = client.gather((error, value) => error ? reject(error) : resolve(value));
      for (let i = 0; i < 4; i++) call.write({ payload: pattern(4 * megabyte) });
      call.end();
    });
    assert.equal(answer.receivedBytes, 16 * megabyte);
  },

  async gather_refused_halfway() {
    const error = await fails(grpc.status.OUT_OF_RANGE, () => new Promise((resolve, reject) => {
      const call = client.gather((error, value) => error ? reject(error) : resolve(value));
      call.write({ status: grpc.status.OUT_OF_RANGE, detail: 'enough' });
    }));
    assert.equal(error.details, 'enough');
  },

  async scatter() {
    const answers = await read(client.scatter({ count: 2000, answerBytes: 100 }));
    assert.deepEqual(answers.map((a) => a.index), [...Array(2000).keys()]);
  },

  async scatter_none() {
    assert.equal((await read(client.scatter({}))).length, 0);
  },

  async scatter_error_after_messages() {
    const call = client.scatter({ count: 3, status: grpc.status.DATA_LOSS, detail: 'gone' });
    let count = 0;
    call.on('data', () => count++);
    await fails(grpc.status.DATA_LOSS, () => new Promise((resolve, reject) => call.on('end', resolve).on('error', reject)));
    assert.equal(count, 3);
  },

  async scatter_slow_reader() {
    const total = 400;
    const call = client.scatter({ count: total, answerBytes: 100_000, progressAs: 'node-slow' });
    await firstAnswer(call);
    call.pause();
    let seen = -1;
    for (let now = 0; now !== seen || now < 2;) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      seen = now;
      now = (await progress('node-slow')).index;
    }
    assert.ok(seen < total, `flow control held nothing back: ${seen} of ${total} written`);
    let count = 1;
    call.on('data', (answer) => assert.equal(answer.index, count++));
    call.resume();
    await new Promise((resolve, reject) => call.on('end', resolve).on('error', reject));
    assert.equal(count, total);
  },

  async converse() {
    const call = client.converse();
    for (let i = 0; i < 200; i++) {
      call.write({ text: `${i}` });
      assert.equal((await firstAnswer(call)).text, `${i}`);
    }
    call.end();
    await ended(call);
  },

  async converse_large() {
    const call = client.converse();
    for (let i = 0; i < 3; i++) {
      call.write({ payload: pattern(3 * megabyte), answerBytes: 4 * megabyte });
      const answer = await firstAnswer(call);
      assert.equal(answer.receivedBytes, 3 * megabyte);
      assert.ok(pattern(4 * megabyte).equals(answer.payload));
    }
    call.end();
    await ended(call);
  },

  async cancel_unary() {
    const outcome = fails(grpc.status.CANCELLED, () => new Promise((resolve, reject) => {
      const call = client.unary({ waitAs: 'node-unary', reflectMetadata: true }, (error, value) => error ? reject(error) : resolve(value));
      call.on('metadata', () => call.cancel());
    }));
    await outcome;
    assert.equal((await awaitCancelled('node-unary')).text, 'cancelled');
  },

  async cancel_scatter() {
    const call = client.scatter({ count: 1, waitAs: 'node-scatter' });
    await firstAnswer(call);
    call.cancel();
    await fails(grpc.status.CANCELLED, () => ended(call));
    assert.equal((await awaitCancelled('node-scatter')).text, 'cancelled');
  },

  async cancel_converse() {
    const call = client.converse();
    call.on('metadata', () => call.cancel());
    call.write({ waitAs: 'node-converse', reflectMetadata: true });
    await fails(grpc.status.CANCELLED, () => ended(call));
    assert.equal((await awaitCancelled('node-converse')).text, 'cancelled');
  },

  async deadline_unary() {
    await fails(grpc.status.DEADLINE_EXCEEDED, () => unary({ waitAs: 'node-deadline' }, null, { deadline: in_(300) }));
    assert.equal((await awaitCancelled('node-deadline')).text, 'cancelled');
  },

  async deadline_scatter() {
    const call = client.scatter({ count: 1, waitAs: 'node-deadline-scatter' }, new grpc.Metadata(), { deadline: in_(500) });
    await fails(grpc.status.DEADLINE_EXCEEDED, () => ended(call));
    assert.equal((await awaitCancelled('node-deadline-scatter')).text, 'cancelled');
  },

  async deadline_expired_before() {
    await fails(grpc.status.DEADLINE_EXCEEDED, () => unary({}, null, { deadline: in_(-1000) }));
  },

  async deadline_seen_by_server() {
    const deadline = in_(60_000);
    const answer = await unary({}, null, { deadline });
    assert.ok(Math.abs(answer.deadline.seconds * 1000 - deadline.getTime()) < 5000);
  },

  async error_status() {
    const detail = '100% ناکام\r\n';
    const error = await fails(grpc.status.FAILED_PRECONDITION, () => unary({ status: grpc.status.FAILED_PRECONDITION, detail }));
    assert.equal(error.details, detail);
    assert.deepEqual(error.metadata.get('x-why'), ['asked']);
    assert.deepEqual(error.metadata.get('x-why-bin'), [Buffer.from([0, 1, 2, 253, 254, 255])]);
  },

  async error_rich() {
    const error = await fails(grpc.status.INVALID_ARGUMENT, () => unary({ rich: true, status: grpc.status.INVALID_ARGUMENT, detail: 'no text' }));
    const status = richError.lookupType('Status').decode(error.metadata.get('grpc-status-details-bin')[0]);
    assert.equal(status.message, 'no text');
    assert.equal(status.details[0].typeUrl, 'type.googleapis.com/google.rpc.BadRequest');
    const violation = richError.lookupType('BadRequest').decode(status.details[0].value).fieldViolations[0];
    assert.deepEqual([violation.field, violation.description], ['text', 'متن خالی ہے']);
  },

  async error_exception() {
    const error = await fails(grpc.status.UNKNOWN, () => unary({ throw: true, detail: 'secret' }));
    assert.ok(!error.details.includes('secret'), error.details);
  },

  async metadata() {
    const sent = new grpc.Metadata();
    sent.add('x-text', 'plain');
    sent.add('x-text', 'again');
    sent.add('x-raw-bin', Buffer.from([0, 1, 128, 255]));
    const [headers, trailers] = await new Promise((resolve, reject) => {
      let headers;
      const call = client.unary({ reflectMetadata: true }, sent, (error) => error && reject(error));
      call.on('metadata', (metadata) => { headers = metadata; });
      call.on('status', (status) => resolve([headers, status.metadata]));
    });
    assert.deepEqual(values(headers, 'x-text'), ['plain', 'again']);
    assert.deepEqual(headers.get('x-raw-bin'), [Buffer.from([0, 1, 128, 255])]);
    assert.deepEqual(values(trailers, 'x-trailer-text'), ['plain', 'again']);
    assert.deepEqual(trailers.get('x-trailer-raw-bin'), [Buffer.from([0, 1, 128, 255])]);
  },

  async gzip() {
    const zipping = new probe.Probe(gzipAddress, insecure, { ...limits, 'grpc.default_compression_algorithm': 2 });
    const answer = await promisify(zipping.unary.bind(zipping))({ payload: pattern(5 * megabyte), answerBytes: 6 * megabyte });
    assert.equal(answer.receivedBytes, 5 * megabyte);
    assert.ok(pattern(6 * megabyte).equals(answer.payload));
    const answers = await read(zipping.scatter({ count: 50, answerBytes: 1000 }));
    assert.equal(answers.length, 50);
  },

  async unimplemented_method() {
    await fails(grpc.status.UNIMPLEMENTED, () => promisify(client.unwritten.bind(client))({}));
  },

  async unimplemented_service() {
    const absent = new probe.Absent(plainAddress, insecure);
    await fails(grpc.status.UNIMPLEMENTED, () => promisify(absent.unary.bind(absent))({}));
  },

  async unauthenticated() {
    await fails(grpc.status.UNAUTHENTICATED, () => promisify(guarded.enter.bind(guarded))({}));
  },

  async permission_denied() {
    const metadata = new grpc.Metadata();
    metadata.set('authorization', 'Probe stranger');
    await fails(grpc.status.PERMISSION_DENIED, () => promisify(guarded.enter.bind(guarded))({}, metadata));
  },

  async authorized() {
    const metadata = new grpc.Metadata();
    metadata.set('authorization', 'Probe guest');
    assert.equal((await promisify(guarded.enter.bind(guarded))({}, metadata)).text, 'guest');
    assert.equal((await promisify(guarded.open.bind(guarded))({})).text, 'open');
  },

  async concurrent_unary() {
    let next = 0;
    const worker = async () => {
      while (next < 1000) {
        const i = next++;
        const answer = await unary({ text: `${i}`, answerBytes: i });
        assert.equal(answer.text, `${i}`);
        assert.equal(answer.payload.length, i);
      }
    };
    await Promise.all(Array.from({ length: 100 }, worker));
  },

  async concurrent_streams() {
    let next = 0;
    const worker = async () => {
      while (next < 1000) {
        next++;
        assert.equal((await read(client.scatter({ count: 5, answerBytes: 50 }))).length, 5);
      }
    };
    await Promise.all(Array.from({ length: 100 }, worker));
  },
};

for (const [name, run] of Object.entries(cases)) {
  let error = null;
  try {
    await run();
  } catch (thrown) {
    error = thrown.stack ?? String(thrown);
  }
  console.log(JSON.stringify({ case: name, error }));
}
process.exit(0);
