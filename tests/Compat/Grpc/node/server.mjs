// A probe server; prints {port} and serves until its input ends.
import { grpc, pattern, probe, raisedLimit, richError } from './probe.mjs';

const notes = new Map();
const noteOf = (name) => {
  if (!notes.has(name)) {
    let cancel;
    const cancelled = new Promise((resolve) => { cancel = resolve; });
    notes.set(name, { cancelled, cancel, progress: 0 });
  }
  return notes.get(name);
};

const answerTo = (ask, call, index) => {
  const answer = { text: ask.text, receivedBytes: ask.payload.length, receivedMessages: 1, index };
  if (!pattern(ask.payload.length).equals(ask.payload)) throw new Error('The payload is damaged.');
  if (ask.answerBytes > 0) answer.payload = pattern(ask.answerBytes);
  const deadline = call.getDeadline();
  if (deadline !== Infinity) {
    const time = new Date(deadline).getTime();
    answer.deadline = { seconds: Math.floor(time / 1000), nanos: (time % 1000) * 1e6 };
  }
  return answer;
};

function rich(ask) {
  const any = (name, value) => ({ typeUrl: `type.googleapis.com/google.rpc.${name}`, value: richError.lookupType(name).encode(value).finish() });
  return richError.lookupType('Status').encode({
    code: ask.status,
    message: ask.detail,
    details: [
      any('BadRequest', { fieldViolations: [{ field: 'text', description: 'متن خالی ہے' }] }),
      any('ErrorInfo', { reason: 'EMPTY', domain: 'probe', metadata: { limit: '1' } }),
    ],
  }).finish();
}

/** Does what was asked; gives the trailers, or throws the error to end with. */
async function respond(ask, call) {
  const trailers = new grpc.Metadata();
  if (ask.reflectMetadata) {
    const headers = new grpc.Metadata();
    for (const [key] of Object.entries(call.metadata.getMap()).filter(([key]) => key.startsWith('x-'))) {
      for (const value of call.metadata.get(key)) {
        headers.add(key, value);
        trailers.add(`x-trailer-${key.slice(2)}`, value);
      }
    }
    call.sendMetadata(headers);
  }
  if (ask.waitAs) {
    const note = noteOf(ask.waitAs);
    note.progress++;
    await new Promise((resolve) => call.on('cancelled', resolve));
    note.cancel();
  }
  if (ask.throw) throw new Error(ask.detail);
  const error = { code: ask.status, details: ask.detail, metadata: new grpc.Metadata() };
  if (ask.rich) {
    error.metadata.set('grpc-status-details-bin', Buffer.from(rich(ask)));
    throw error;
  }
  if (ask.status !== 0) {
    error.metadata.set('x-why', 'asked');
    error.metadata.set('x-why-bin', Buffer.from([0, 1, 2, 253, 254, 255]));
    throw error;
  }
  return trailers;
}

/** Handles the requests of a call one after the other. */
const forEach = (call, handle) => new Promise((resolve, reject) => {
  call.on('data', (ask) => {
    call.pause();
    handle(ask).then(() => call.resume(), reject);
  });
  call.on('end', resolve);
});

const written = (call, answer) => call.write(answer) ? undefined : new Promise((resolve) => call.once('drain', resolve));

const server = new grpc.Server({
  'grpc.max_receive_message_length': raisedLimit,
  'grpc.max_send_message_length': raisedLimit,
});

server.addService(probe.Probe.service, {
  unary(call, done) {
    respond(call.request, call).then((trailers) => done(null, answerTo(call.request, call, 0), trailers), done);
  },

  async gather(call, done) {
    const answer = { receivedMessages: 0, receivedBytes: 0, text: '' };
    try {
      await forEach(call, async (ask) => {
        answer.receivedMessages++;
        answer.receivedBytes += ask.payload.length;
        answer.text += ask.text;
        await respond(ask, call);
        if (ask.answerBytes > 0) answer.payload = pattern(ask.answerBytes);
      });
      done(null, answer);
    } catch (error) {
      done(error);
    }
  },

  async scatter(call) {
    try {
      for (let i = 0; i < call.request.count; i++) {
        await written(call, answerTo(call.request, call, i));
        noteOf(call.request.progressAs).progress++;
      }
      call.end(await respond(call.request, call));
    } catch (error) {
      call.emit('error', error);
    }
  },

  async converse(call) {
    let index = 0;
    try {
      await forEach(call, async (ask) => {
        await respond(ask, call);
        await written(call, answerTo(ask, call, index++));
      });
      call.end();
    } catch (error) {
      call.emit('error', error);
    }
  },

  awaitCancelled(call, done) {
    noteOf(call.request.waitAs).cancelled.then(() => done(null, { text: 'cancelled' }));
  },

  progress(call, done) {
    done(null, { index: noteOf(call.request.progressAs).progress });
  },
});

server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(JSON.stringify({ port }));
});
process.stdin.resume().on('end', () => process.exit(0));
