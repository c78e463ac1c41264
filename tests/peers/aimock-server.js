// Starts the stand-in for Azure OpenAI and OpenAI on a free port, without any answers yet, prints
// that port, and ends with its parent. It lets in the keys it is given as arguments.
const { LLMock } = require("@copilotkit/aimock");

const auth = { apiKeys: process.argv.slice(2) };
const mock = new LLMock({ port: 0, host: "127.0.0.1", strict: true, auth });
mock.start().then((url) => console.log(new URL(url).port));
process.stdin.on("end", () => process.exit(0)).resume();
